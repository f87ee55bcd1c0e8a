// Models of voyage with prices and limits as of 2026-09-23. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"rerank-2","name":"rerank-2","family":"rerank","kind":"rerank","contextWindow":16000,"input":["text"],"output":["scores"],"price":{"input":0.05},"capabilities":[]},
{"id":"rerank-2-lite","name":"rerank-2-lite","family":"rerank","kind":"rerank","contextWindow":8000,"input":["text"],"output":["scores"],"price":{"input":0.02},"capabilities":[]},
{"id":"rerank-2.5","name":"rerank-2.5","family":"rerank","kind":"rerank","contextWindow":32000,"input":["text"],"output":["scores"],"price":{"input":0.05},"capabilities":[]},
{"id":"rerank-2.5-lite","name":"rerank-2.5-lite","family":"rerank","kind":"rerank","contextWindow":32000,"input":["text"],"output":["scores"],"price":{"input":0.02},"capabilities":[]},
{"id":"voyage-01","name":"Voyage 01","family":"voyage","kind":"embedding","input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":1024},
{"id":"voyage-02","name":"Voyage 02","family":"voyage","kind":"embedding","input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":1024},
{"id":"voyage-2","name":"voyage-2","family":"voyage","kind":"embedding","contextWindow":4000,"input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":1024},
{"id":"voyage-3","name":"voyage-3","family":"voyage","kind":"embedding","contextWindow":32000,"input":["text"],"output":["embedding"],"price":{"input":0.06},"capabilities":[],"dimensions":1024},
{"id":"voyage-3-large","name":"voyage-3-large","family":"voyage","kind":"embedding","contextWindow":32000,"input":["text"],"output":["embedding"],"price":{"input":0.18},"capabilities":[],"dimensions":1024},
{"id":"voyage-3-lite","name":"voyage-3-lite","family":"voyage","kind":"embedding","contextWindow":32000,"input":["text"],"output":["embedding"],"price":{"input":0.02},"capabilities":[],"dimensions":512},
{"id":"voyage-3.5","name":"voyage-3.5","family":"voyage","kind":"embedding","contextWindow":32000,"input":["text"],"output":["embedding"],"price":{"input":0.06},"capabilities":[],"dimensions":1024},
{"id":"voyage-3.5-lite","name":"voyage-3.5-lite","family":"voyage","kind":"embedding","contextWindow":32000,"input":["text"],"output":["embedding"],"price":{"input":0.02},"capabilities":[],"dimensions":1024},
{"id":"voyage-4","name":"Voyage 4","family":"voyage","kind":"embedding","input":["text"],"output":["embedding"],"price":{"input":0.06},"capabilities":[],"dimensions":1024},
{"id":"voyage-4-large","name":"Voyage 4 Large","family":"voyage","kind":"embedding","input":["text"],"output":["embedding"],"price":{"input":0.12},"capabilities":[],"dimensions":1024},
{"id":"voyage-4-lite","name":"Voyage 4 Lite","family":"voyage","kind":"embedding","input":["text"],"output":["embedding"],"price":{"input":0.02},"capabilities":[],"dimensions":1024},
{"id":"voyage-code-2","name":"voyage-code-2","family":"voyage","kind":"embedding","contextWindow":16000,"input":["text"],"output":["embedding"],"price":{"input":0.12},"capabilities":[],"dimensions":1536},
{"id":"voyage-code-3","name":"voyage-code-3","family":"voyage","kind":"embedding","contextWindow":32000,"input":["text"],"output":["embedding"],"price":{"input":0.18},"capabilities":[],"dimensions":1024},
{"id":"voyage-context-3","name":"voyage-context-3","family":"voyage","kind":"embedding","contextWindow":120000,"input":["text"],"output":["embedding"],"price":{"input":0.18},"capabilities":[],"dimensions":1024},
{"id":"voyage-finance-2","name":"voyage-finance-2","family":"voyage","kind":"embedding","contextWindow":32000,"input":["text"],"output":["embedding"],"price":{"input":0.12},"capabilities":[],"dimensions":1024},
{"id":"voyage-large-2","name":"voyage-large-2","family":"voyage","kind":"embedding","contextWindow":16000,"input":["text"],"output":["embedding"],"price":{"input":0.12},"capabilities":[],"dimensions":1536},
{"id":"voyage-large-2-instruct","name":"Voyage Large 2 Instruct","family":"voyage","kind":"embedding","input":["text"],"output":["embedding"],"price":{"input":0.12},"capabilities":[],"dimensions":1536},
{"id":"voyage-law-2","name":"voyage-law-2","family":"voyage","kind":"embedding","contextWindow":16000,"input":["text"],"output":["embedding"],"price":{"input":0.12},"capabilities":[],"dimensions":1024},
{"id":"voyage-lite-01","name":"voyage-lite-01","family":"voyage","kind":"embedding","contextWindow":4096,"input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":1024},
{"id":"voyage-lite-01-instruct","name":"Voyage Lite 01 Instruct","family":"voyage","kind":"embedding","input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":1024},
{"id":"voyage-lite-02-instruct","name":"voyage-lite-02-instruct","family":"voyage","kind":"embedding","contextWindow":4000,"input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":1024},
{"id":"voyage-multilingual-2","name":"Voyage Multilingual 2","family":"voyage","kind":"embedding","input":["text"],"output":["embedding"],"price":{"input":0.12},"capabilities":[],"dimensions":1024},
{"id":"voyage-multimodal-3","name":"voyage-multimodal-3","family":"voyage-multimodal","kind":"embedding","contextWindow":32000,"input":["text","image"],"output":["embedding"],"price":{"input":0.12},"capabilities":[],"dimensions":1024}
]`;

export const catalogue: Catalogue = { provider: 'voyage', asOf: '2026-09-23', models: JSON.parse(rows) };

// Models of jina with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"jina-clip-v2","name":"Jina CLIP v2","family":"jina-clip","kind":"embedding","contextWindow":8192,"input":["text","image"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"jina-code-embeddings-0.5b","name":"Jina Code Embeddings 0.5B","family":"jina-code-embeddings","kind":"embedding","contextWindow":32768,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":896},
{"id":"jina-code-embeddings-1.5b","name":"Jina Code Embeddings 1.5B","family":"jina-code-embeddings","kind":"embedding","contextWindow":32768,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1536},
{"id":"jina-colbert-v2","name":"Jina ColBERT v2","family":"jina-colbert","kind":"embedding","contextWindow":8192,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":128},
{"id":"jina-deepsearch-v1","name":"Jina DeepSearch","family":"jina-deepsearch","kind":"chat","input":["text"],"output":["text"],"capabilities":["streaming","json-schema","reasoning","web-search"]},
{"id":"jina-embeddings-v2-base-en","name":"Jina Embeddings v2 base (en)","family":"jina-embeddings","kind":"embedding","contextWindow":8192,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":768},
{"id":"jina-embeddings-v3","name":"Jina Embeddings v3","family":"jina-embeddings","kind":"embedding","contextWindow":8192,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"jina-embeddings-v4","name":"Jina Embeddings v4","family":"jina-embeddings","kind":"embedding","contextWindow":32768,"input":["text","image","pdf"],"output":["embedding"],"capabilities":[],"dimensions":2048},
{"id":"jina-reranker-m0","name":"Jina Reranker m0","family":"jina-reranker","kind":"rerank","contextWindow":10240,"input":["text","image"],"output":["scores"],"capabilities":[]},
{"id":"jina-reranker-v2-base-multilingual","name":"jina-reranker-v2-base-multilingual","family":"rerank","kind":"rerank","contextWindow":1024,"input":["text"],"output":["scores"],"price":{"input":0.018,"output":0.018},"capabilities":[]},
{"id":"jina-reranker-v3","name":"Jina Reranker v3","family":"jina-reranker","kind":"rerank","contextWindow":131072,"input":["text"],"output":["scores"],"capabilities":[]}
]`;

export const catalogue: Catalogue = { provider: 'jina', asOf: '2026-07-24', models: JSON.parse(rows) };

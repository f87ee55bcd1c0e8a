// Models of ernie with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"bce-reranker-base","name":"bce-reranker-base","family":"bce","kind":"rerank","input":["text"],"output":["scores"],"capabilities":[]},
{"id":"bge-large-zh","name":"bge-large-zh","family":"bge","kind":"embedding","contextWindow":512,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"embedding-v1","name":"Embedding-V1","family":"ernie-embedding","kind":"embedding","contextWindow":384,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":384},
{"id":"ernie-4.5-turbo-128k","name":"ERNIE 4.5 Turbo 128K","family":"ernie","kind":"chat","contextWindow":128000,"maxOutput":12288,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema"]},
{"id":"ernie-4.5-turbo-32k","name":"ERNIE 4.5 Turbo 32K","family":"ernie","kind":"chat","contextWindow":32000,"maxOutput":12288,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema"]},
{"id":"ernie-4.5-turbo-vl-32k","name":"ERNIE 4.5 Turbo VL","family":"ernie","kind":"chat","contextWindow":32000,"maxOutput":12288,"input":["text","image"],"output":["text"],"capabilities":["streaming","vision"]},
{"id":"ernie-5.0-thinking-preview","name":"ERNIE 5.0 Thinking (preview)","family":"ernie","kind":"chat","contextWindow":128000,"input":["text"],"output":["text"],"capabilities":["streaming","tools","reasoning"]},
{"id":"ernie-lite-8k","name":"ERNIE Lite 8K","family":"ernie","kind":"chat","contextWindow":8000,"maxOutput":2048,"input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"ernie-speed-128k","name":"ERNIE Speed 128K","family":"ernie","kind":"chat","contextWindow":128000,"maxOutput":4096,"input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"ernie-x1-turbo-32k","name":"ERNIE X1 Turbo","family":"ernie","kind":"chat","contextWindow":32000,"maxOutput":28160,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema","reasoning"]},
{"id":"tao-8k","name":"tao-8k","family":"tao","kind":"embedding","contextWindow":8192,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024}
]`;

export const catalogue: Catalogue = { provider: 'ernie', asOf: '2026-07-24', models: JSON.parse(rows) };

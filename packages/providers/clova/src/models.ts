// Models of clova with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"HCX-003","name":"HyperCLOVA X 003","family":"hyperclova-x","kind":"chat","contextWindow":8192,"maxOutput":4096,"input":["text"],"output":["text"],"capabilities":["streaming"],"status":"deprecated"},
{"id":"HCX-005","name":"HyperCLOVA X 005 (vision)","family":"hyperclova-x","kind":"chat","contextWindow":128000,"maxOutput":4096,"input":["text","image"],"output":["text"],"capabilities":["streaming","tools","vision"]},
{"id":"HCX-007","name":"HyperCLOVA X 007 (reasoning)","family":"hyperclova-x","kind":"chat","contextWindow":128000,"maxOutput":32768,"input":["text"],"output":["text"],"capabilities":["streaming","tools","json-schema","reasoning"]},
{"id":"HCX-DASH-001","name":"HyperCLOVA X DASH 001","family":"hyperclova-x","kind":"chat","contextWindow":4096,"maxOutput":4096,"input":["text"],"output":["text"],"capabilities":["streaming"],"status":"deprecated"},
{"id":"HCX-DASH-002","name":"HyperCLOVA X DASH 002","family":"hyperclova-x","kind":"chat","contextWindow":32000,"maxOutput":4096,"input":["text"],"output":["text"],"capabilities":["streaming","tools"]},
{"id":"bge-m3","name":"bge-m3 (embedding v2)","family":"bge","kind":"embedding","contextWindow":8192,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"clir-emb-dolphin","name":"clir-emb-dolphin","family":"clova-embedding","kind":"embedding","contextWindow":500,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"clir-sts-dolphin","name":"clir-sts-dolphin","family":"clova-embedding","kind":"embedding","contextWindow":500,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"reranker","name":"CLOVA reranker (generative, no scores)","family":"clova-reranker","kind":"rerank","contextWindow":128000,"input":["text"],"output":["text"],"capabilities":[]}
]`;

export const catalogue: Catalogue = { provider: 'clova', asOf: '2026-07-24', models: JSON.parse(rows) };

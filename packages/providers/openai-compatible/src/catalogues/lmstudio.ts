// Models of lmstudio with prices and limits as of 2026-09-23. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"openai/gpt-oss-20b","name":"GPT OSS 20B","family":"gpt-oss","kind":"chat","contextWindow":131072,"maxOutput":32768,"input":["text"],"output":["text"],"price":{"input":0,"output":0},"capabilities":["streaming","tools","reasoning","open-weights"],"reasoning":{"efforts":["low","medium","high"]},"released":"2025-08-05"},
{"id":"qwen/qwen3-30b-a3b-2507","name":"Qwen3 30B A3B 2507","family":"qwen","kind":"chat","contextWindow":262144,"maxOutput":16384,"input":["text"],"output":["text"],"price":{"input":0,"output":0},"capabilities":["streaming","tools","open-weights"],"released":"2025-07-30","knowledge":"2025-04"},
{"id":"qwen/qwen3-coder-30b","name":"Qwen3 Coder 30B","family":"qwen","kind":"chat","contextWindow":262144,"maxOutput":65536,"input":["text"],"output":["text"],"price":{"input":0,"output":0},"capabilities":["streaming","tools","open-weights"],"released":"2025-07-23","knowledge":"2025-04"}
]`;

export const catalogue: Catalogue = { provider: 'lmstudio', asOf: '2026-09-23', models: JSON.parse(rows) };

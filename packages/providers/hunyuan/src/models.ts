// Models of hunyuan with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"deepseek-v4-flash","name":"deepseek-v4-flash","family":"deepseek","kind":"chat","contextWindow":1000000,"maxOutput":384000,"input":["text"],"output":["text"],"price":{"input":0.14,"output":0.28,"cacheRead":0.0028,"cacheWrite":0},"capabilities":["streaming","tools","parallel-tools","tool-choice","json","json-schema","reasoning","prompt-cache","prefill"]},
{"id":"deepseek-v4-pro","name":"deepseek-v4-pro","family":"deepseek","kind":"chat","contextWindow":1000000,"maxOutput":384000,"input":["text"],"output":["text"],"price":{"input":0.435,"output":0.87,"cacheRead":0.003625,"cacheWrite":0},"capabilities":["streaming","tools","parallel-tools","tool-choice","json","json-schema","reasoning","prompt-cache","prefill"]},
{"id":"hunyuan-a13b","name":"Hunyuan A13B","family":"hunyuan","kind":"chat","contextWindow":224000,"maxOutput":32000,"input":["text"],"output":["text"],"capabilities":["streaming","tools","reasoning"]},
{"id":"hunyuan-embedding","name":"Hunyuan Embedding","family":"hunyuan-embedding","kind":"embedding","contextWindow":1024,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"hunyuan-functioncall","name":"Hunyuan FunctionCall","family":"hunyuan","kind":"chat","contextWindow":32000,"maxOutput":4000,"input":["text"],"output":["text"],"capabilities":["streaming","tools"]},
{"id":"hunyuan-large","name":"Hunyuan Large","family":"hunyuan","kind":"chat","contextWindow":32000,"maxOutput":4000,"input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"hunyuan-lite","name":"Hunyuan Lite","family":"hunyuan","kind":"chat","contextWindow":256000,"maxOutput":6000,"input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"hunyuan-standard-256K","name":"Hunyuan Standard 256K","family":"hunyuan","kind":"chat","contextWindow":256000,"maxOutput":6000,"input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"hunyuan-t1-latest","name":"Hunyuan T1","family":"hunyuan","kind":"chat","contextWindow":92000,"maxOutput":64000,"input":["text"],"output":["text"],"capabilities":["streaming","tools","reasoning"]},
{"id":"hunyuan-turbos-latest","name":"Hunyuan TurboS","family":"hunyuan","kind":"chat","contextWindow":32000,"maxOutput":16000,"input":["text"],"output":["text"],"capabilities":["streaming","tools"]},
{"id":"hunyuan-vision","name":"Hunyuan Vision","family":"hunyuan","kind":"chat","contextWindow":8000,"maxOutput":2000,"input":["text","image"],"output":["text"],"capabilities":["streaming","vision"]},
{"id":"hy3-preview","name":"Hy3 preview","family":"Hy","kind":"chat","contextWindow":256000,"maxOutput":64000,"input":["text"],"output":["text"],"price":{"input":0,"output":0,"cacheRead":0,"cacheWrite":0},"capabilities":["streaming","tools","reasoning","prompt-cache","open-weights"],"reasoning":{"toggle":true,"efforts":["low","medium","high"]},"released":"2026-04-20"}
]`;

export const catalogue: Catalogue = { provider: 'hunyuan', asOf: '2026-07-24', models: JSON.parse(rows) };

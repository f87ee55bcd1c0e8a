// Models of sealion with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"aisingapore/Gemma-SEA-LION-v4-27B-IT","name":"Gemma SEA-LION v4 27B","family":"sea-lion","kind":"chat","contextWindow":128000,"input":["text","image"],"output":["text"],"capabilities":["streaming","tools","vision"]},
{"id":"aisingapore/Llama-SEA-LION-v3-70B-IT","name":"Llama SEA-LION v3 70B","family":"sea-lion","kind":"chat","contextWindow":128000,"input":["text"],"output":["text"],"capabilities":["streaming","tools"]},
{"id":"aisingapore/Llama-SEA-LION-v3.5-70B-R","name":"Llama SEA-LION v3.5 70B (reasoning)","family":"sea-lion","kind":"chat","contextWindow":128000,"input":["text"],"output":["text"],"capabilities":["streaming","tools","reasoning"]},
{"id":"aisingapore/Llama-SEA-LION-v3.5-8B-R","name":"Llama SEA-LION v3.5 8B (reasoning)","family":"sea-lion","kind":"chat","contextWindow":128000,"input":["text"],"output":["text"],"capabilities":["streaming","reasoning"]},
{"id":"aisingapore/Qwen-SEA-LION-v4-32B-IT","name":"Qwen SEA-LION v4 32B","family":"sea-lion","kind":"chat","contextWindow":32768,"input":["text"],"output":["text"],"capabilities":["streaming","tools"]},
{"id":"aisingapore/SEA-Guard","name":"SEA-Guard","family":"sea-guard","kind":"moderation","input":["text"],"output":["text"],"capabilities":[]}
]`;

export const catalogue: Catalogue = { provider: 'sealion', asOf: '2026-07-24', models: JSON.parse(rows) };

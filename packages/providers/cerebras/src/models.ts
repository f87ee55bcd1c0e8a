// Models of cerebras with prices and limits as of 2026-09-23. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"gemma-4-31b","name":"Gemma 4 31B","family":"gemma","kind":"chat","contextWindow":131072,"input":["text"],"output":["text"],"price":{"input":0.99,"output":1.49},"capabilities":["streaming"]},
{"id":"gpt-oss-120b","name":"GPT OSS 120B","family":"gpt-oss","kind":"chat","contextWindow":131072,"maxOutput":40960,"input":["text"],"output":["text"],"price":{"input":0.35,"output":0.75},"capabilities":["streaming","tools","parallel-tools","tool-choice","json","json-schema","reasoning","open-weights"],"reasoning":{"efforts":["low","medium","high"]},"released":"2025-08-05"},
{"id":"llama-3.3-70b","name":"llama-3.3-70b","family":"llama","kind":"chat","contextWindow":128000,"maxOutput":128000,"input":["text"],"output":["text"],"price":{"input":0.85,"output":1.2},"capabilities":["streaming","tools","tool-choice"]},
{"id":"llama3.1-70b","name":"llama3.1-70b","family":"llama","kind":"chat","contextWindow":128000,"maxOutput":128000,"input":["text"],"output":["text"],"price":{"input":0.6,"output":0.6},"capabilities":["streaming","tools","tool-choice"]},
{"id":"llama3.1-8b","name":"llama3.1-8b","family":"llama","kind":"chat","contextWindow":128000,"maxOutput":128000,"input":["text"],"output":["text"],"price":{"input":0.1,"output":0.1},"capabilities":["streaming","tools","tool-choice"]},
{"id":"qwen-3-32b","name":"qwen-3-32b","family":"qwen","kind":"chat","contextWindow":128000,"maxOutput":128000,"input":["text"],"output":["text"],"price":{"input":0.4,"output":0.8},"capabilities":["streaming","tools","tool-choice","reasoning"]},
{"id":"qwen-3-coder-480b","name":"qwen-3-coder-480b","family":"qwen","kind":"chat","input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"zai-glm-4.6","name":"zai-glm-4.6","family":"glm","kind":"chat","contextWindow":128000,"maxOutput":128000,"input":["text"],"output":["text"],"price":{"input":2.25,"output":2.75},"capabilities":["streaming","tools","tool-choice","reasoning"],"deprecated":"2026-01-20"},
{"id":"zai-glm-4.7","name":"Z.AI GLM-4.7","family":"glm","kind":"chat","contextWindow":131072,"maxOutput":40960,"input":["text"],"output":["text"],"price":{"input":2.25,"output":2.75,"cacheRead":0,"cacheWrite":0},"capabilities":["streaming","tools","tool-choice","json","json-schema","reasoning","prompt-cache","open-weights"],"reasoning":{"efforts":["none"]},"released":"2026-01-07","status":"beta"}
]`;

export const catalogue: Catalogue = { provider: 'cerebras', asOf: '2026-09-23', models: JSON.parse(rows) };

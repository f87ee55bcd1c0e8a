// Models of writer with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"palmyra-creative","name":"Palmyra Creative","family":"palmyra","kind":"chat","contextWindow":131072,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":5,"output":12},"capabilities":["streaming"]},
{"id":"palmyra-fin","name":"Palmyra Fin","family":"palmyra","kind":"chat","contextWindow":131072,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":5,"output":12},"capabilities":["streaming"]},
{"id":"palmyra-med","name":"Palmyra Med","family":"palmyra","kind":"chat","contextWindow":32768,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":5,"output":12},"capabilities":["streaming"]},
{"id":"palmyra-x4","name":"Palmyra X4","family":"palmyra","kind":"chat","contextWindow":128000,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":2.5,"output":10},"capabilities":["streaming","tools","parallel-tools","json","json-schema"]},
{"id":"palmyra-x5","name":"Palmyra X5","family":"palmyra","kind":"chat","contextWindow":1040000,"maxOutput":8192,"input":["text","image"],"output":["text"],"price":{"input":0.6,"output":6},"capabilities":["streaming","tools","parallel-tools","json","json-schema"]}
]`;

export const catalogue: Catalogue = { provider: 'writer', asOf: '2026-07-24', models: JSON.parse(rows) };

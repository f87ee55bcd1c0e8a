// Models of ai21 with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"j2-light","name":"j2-light","family":"j","kind":"chat","contextWindow":8192,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":3,"output":3},"capabilities":["streaming","completion-api"]},
{"id":"j2-mid","name":"j2-mid","family":"j","kind":"chat","contextWindow":8192,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":10,"output":10},"capabilities":["streaming","completion-api"]},
{"id":"j2-ultra","name":"j2-ultra","family":"j","kind":"chat","contextWindow":8192,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":15,"output":15},"capabilities":["streaming","completion-api"]},
{"id":"jamba-1.5","name":"jamba-1.5","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":0.2,"output":0.4},"capabilities":["streaming","tool-choice"]},
{"id":"jamba-1.5-large","name":"jamba-1.5-large","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":2,"output":8},"capabilities":["streaming","tool-choice"]},
{"id":"jamba-1.5-large@001","name":"jamba-1.5-large@001","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":2,"output":8},"capabilities":["streaming","tool-choice"]},
{"id":"jamba-1.5-mini","name":"jamba-1.5-mini","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":0.2,"output":0.4},"capabilities":["streaming","tool-choice"]},
{"id":"jamba-1.5-mini@001","name":"jamba-1.5-mini@001","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":0.2,"output":0.4},"capabilities":["streaming","tool-choice"]},
{"id":"jamba-large-1.6","name":"jamba-large-1.6","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":2,"output":8},"capabilities":["streaming","tool-choice"]},
{"id":"jamba-large-1.7","name":"jamba-large-1.7","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":2,"output":8},"capabilities":["streaming","tool-choice"]},
{"id":"jamba-mini-1.6","name":"jamba-mini-1.6","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":0.2,"output":0.4},"capabilities":["streaming","tool-choice"]},
{"id":"jamba-mini-1.7","name":"jamba-mini-1.7","family":"jamba","kind":"chat","contextWindow":256000,"maxOutput":256000,"input":["text"],"output":["text"],"price":{"input":0.2,"output":0.4},"capabilities":["streaming","tool-choice"]}
]`;

export const catalogue: Catalogue = { provider: 'ai21', asOf: '2026-07-24', models: JSON.parse(rows) };

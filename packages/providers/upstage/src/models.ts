// Models of upstage with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"embedding-passage","name":"Solar embedding (passages)","family":"solar-embedding","kind":"embedding","contextWindow":4000,"input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":4096},
{"id":"embedding-query","name":"Solar embedding (queries)","family":"solar-embedding","kind":"embedding","contextWindow":4000,"input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":4096},
{"id":"solar-embedding-1-large-passage","name":"Solar embedding 1 large (passages)","family":"solar-embedding","kind":"embedding","contextWindow":4000,"input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":4096},
{"id":"solar-embedding-1-large-query","name":"Solar embedding 1 large (queries)","family":"solar-embedding","kind":"embedding","contextWindow":4000,"input":["text"],"output":["embedding"],"price":{"input":0.1},"capabilities":[],"dimensions":4096},
{"id":"solar-mini","name":"solar-mini","family":"solar-mini","kind":"chat","contextWindow":32768,"maxOutput":4096,"input":["text"],"output":["text"],"price":{"input":0.15,"output":0.15},"capabilities":["streaming","tools"],"released":"2024-06-12","knowledge":"2024-09"},
{"id":"solar-pro2","name":"solar-pro2","family":"solar-pro","kind":"chat","contextWindow":65536,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":0.25,"output":0.25},"capabilities":["streaming","tools","reasoning"],"reasoning":{"efforts":["minimal","high"]},"released":"2025-05-20","knowledge":"2025-03"},
{"id":"solar-pro3","name":"solar-pro3","family":"solar-pro","kind":"chat","contextWindow":131072,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":0.25,"output":0.25},"capabilities":["streaming","tools","reasoning"],"reasoning":{"efforts":["low","medium","high"]},"released":"2026-01","knowledge":"2025-03"}
]`;

export const catalogue: Catalogue = { provider: 'upstage', asOf: '2026-07-24', models: JSON.parse(rows) };

// Models of gigachat with limits as of 2026-09-23, as scripts/catalogue.mjs writes them. Prices are in roubles, by package and
// tariff: none is known here.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"Embeddings","name":"Embeddings","family":"gigachat-embedding","kind":"embedding","contextWindow":512,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"Embeddings-2","name":"Embeddings 2","family":"gigachat-embedding","kind":"embedding","contextWindow":512,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"EmbeddingsGigaR","name":"EmbeddingsGigaR","family":"gigachat-embedding","kind":"embedding","contextWindow":4096,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":2560},
{"id":"GigaChat-2","name":"GigaChat 2 Lite","family":"gigachat","kind":"chat","contextWindow":128000,"input":["text"],"output":["text"],"capabilities":["streaming","tools","json-schema","prompt-cache"]},
{"id":"GigaChat-2-Max","name":"GigaChat 2 Max","family":"gigachat","kind":"chat","contextWindow":128000,"maxOutput":8192,"input":["text","image","audio","pdf"],"output":["text"],"capabilities":["streaming","tools","vision","json-schema","prompt-cache"]},
{"id":"GigaChat-2-Pro","name":"GigaChat 2 Pro","family":"gigachat","kind":"chat","contextWindow":128000,"maxOutput":8192,"input":["text","image","pdf"],"output":["text"],"capabilities":["streaming","tools","vision","json-schema","prompt-cache"]},
{"id":"GigaChat-2-Reasoning","name":"GigaChat 2 Reasoning","family":"gigachat","kind":"chat","contextWindow":128000,"input":["text"],"output":["text"],"capabilities":["streaming","tools","json-schema","reasoning","prompt-cache"]},
{"id":"GigaChat-3-Ultra","name":"GigaChat 3 Ultra","family":"gigachat","kind":"chat","input":["text"],"output":["text"],"capabilities":["streaming","tools","json-schema","reasoning","prompt-cache","logprobs","web-search"]}
]`;

export const catalogue: Catalogue = { provider: 'gigachat', asOf: '2026-09-23', models: JSON.parse(rows) };

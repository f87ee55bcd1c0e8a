// Models of yandex with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"aliceai-llm","name":"Alice AI LLM","family":"aliceai","kind":"chat","input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema"]},
{"id":"aliceai-llm-flash","name":"Alice AI LLM Flash","family":"aliceai","kind":"chat","input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema"]},
{"id":"gemma-3-27b-it","name":"Gemma 3 27B","family":"gemma","kind":"chat","contextWindow":131072,"input":["text","image"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","vision","json","json-schema"]},
{"id":"gpt-oss-120b","name":"gpt-oss-120b","family":"gpt-oss","kind":"chat","contextWindow":131072,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema","reasoning"]},
{"id":"gpt-oss-20b","name":"gpt-oss-20b","family":"gpt-oss","kind":"chat","contextWindow":131072,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema","reasoning"]},
{"id":"qwen3-235b-a22b-fp8","name":"Qwen3 235B A22B","family":"qwen","kind":"chat","contextWindow":262144,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema","reasoning"]},
{"id":"text-embeddings","name":"Text embeddings (tunable)","family":"yandex-embedding","kind":"embedding","input":["text"],"output":["embedding"],"capabilities":[]},
{"id":"text-search-doc","name":"Text search (documents)","family":"yandex-embedding","kind":"embedding","contextWindow":2048,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":256},
{"id":"text-search-query","name":"Text search (queries)","family":"yandex-embedding","kind":"embedding","contextWindow":2048,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":256},
{"id":"yandex-art","name":"YandexART","family":"yandex-art","kind":"image","input":["text"],"output":["image"],"capabilities":[]},
{"id":"yandexgpt","name":"YandexGPT Pro","family":"yandexgpt","kind":"chat","contextWindow":32768,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema","reasoning"]},
{"id":"yandexgpt-5.1","name":"YandexGPT 5.1 Pro","family":"yandexgpt","kind":"chat","contextWindow":32768,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema","reasoning"]},
{"id":"yandexgpt-lite","name":"YandexGPT Lite","family":"yandexgpt","kind":"chat","contextWindow":32768,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema"]}
]`;

export const catalogue: Catalogue = { provider: 'yandex', asOf: '2026-07-24', models: JSON.parse(rows) };

// Models of alephalpha with prices and limits as of 2026-07-24. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"llama-3.1-8b-instruct","name":"Llama 3.1 8B","family":"llama","kind":"chat","contextWindow":131072,"maxOutput":8192,"input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"llama-3.3-70b-instruct","name":"Llama 3.3 70B","family":"llama","kind":"chat","contextWindow":131072,"maxOutput":8192,"input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"luminous-base","name":"Luminous Base","family":"luminous","kind":"chat","contextWindow":2048,"maxOutput":8192,"input":["text","image"],"output":["text"],"capabilities":["streaming"],"status":"deprecated"},
{"id":"luminous-base-control","name":"Luminous Base Control","family":"luminous","kind":"chat","contextWindow":2048,"maxOutput":8192,"input":["text"],"output":["text"],"capabilities":["streaming"],"status":"deprecated"},
{"id":"pharia-1-embedding-256-control","name":"Pharia-1-Embedding-256-control","family":"pharia-embedding","kind":"embedding","contextWindow":2048,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":256},
{"id":"pharia-1-embedding-4608-control","name":"Pharia-1-Embedding-4608-control","family":"pharia-embedding","kind":"embedding","contextWindow":2048,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":4608},
{"id":"pharia-1-llm-7b-control","name":"Pharia-1-LLM-7B-control","family":"pharia","kind":"chat","contextWindow":8192,"input":["text"],"output":["text"],"capabilities":["streaming"]},
{"id":"pharia-chat-qwen3-32b-0801","name":"Pharia Chat Qwen3 32B","family":"pharia","kind":"chat","contextWindow":131072,"maxOutput":8192,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema"]},
{"id":"qwen2.5-vl-32b-instruct","name":"Qwen2.5-VL 32B","family":"qwen","kind":"chat","contextWindow":20000,"maxOutput":32768,"input":["text","image"],"output":["text"],"capabilities":["streaming","vision"]},
{"id":"qwen3-32b","name":"Qwen3 32B","family":"qwen","kind":"chat","contextWindow":131072,"maxOutput":32768,"input":["text"],"output":["text"],"capabilities":["streaming","tools","parallel-tools","json","json-schema","reasoning"]},
{"id":"qwen3-embedding-0.6b","name":"Qwen3 Embedding 0.6B","family":"qwen3-embedding","kind":"embedding","contextWindow":2048,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1024},
{"id":"whisperx-transcription-medium","name":"WhisperX medium","family":"whisper","kind":"transcription","input":["audio"],"output":["text"],"capabilities":[]}
]`;

export const catalogue: Catalogue = { provider: 'alephalpha', asOf: '2026-07-24', models: JSON.parse(rows) };

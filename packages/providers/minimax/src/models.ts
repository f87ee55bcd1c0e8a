// Models of minimax with prices and limits as of 2026-09-23. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = `[
{"id":"M2-her","name":"MiniMax M2-her","family":"m","kind":"chat","contextWindow":64000,"input":["text"],"output":["text"],"price":{"input":0.3,"output":1.2},"capabilities":["streaming"]},
{"id":"MiniMax-M2","name":"MiniMax-M2","family":"minimax","kind":"chat","contextWindow":196608,"maxOutput":128000,"input":["text"],"output":["text"],"price":{"input":0.3,"output":1.2,"cacheRead":0.03,"cacheWrite":0.375},"capabilities":["streaming","tools","tool-choice","reasoning","prompt-cache","open-weights"],"released":"2025-10-27"},
{"id":"MiniMax-M2.1","name":"MiniMax-M2.1","family":"minimax","kind":"chat","contextWindow":204800,"maxOutput":131072,"input":["text"],"output":["text"],"price":{"input":0.3,"output":1.2,"cacheRead":0.03,"cacheWrite":0.375},"capabilities":["streaming","tools","tool-choice","reasoning","prompt-cache","open-weights"],"released":"2025-12-23"},
{"id":"MiniMax-M2.1-highspeed","name":"MiniMax M2.1 Highspeed","family":"minimax","kind":"chat","contextWindow":204800,"input":["text"],"output":["text"],"price":{"input":0.6,"output":2.4,"cacheRead":0.03,"cacheWrite":0.375},"capabilities":["streaming","prompt-cache"]},
{"id":"MiniMax-M2.1-lightning","name":"MiniMax-M2.1-lightning","family":"minimax","kind":"chat","contextWindow":1000000,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":0.3,"output":2.4,"cacheRead":0.03,"cacheWrite":0.375},"capabilities":["streaming","tools","tool-choice","reasoning","prompt-cache"]},
{"id":"MiniMax-M2.5","name":"MiniMax-M2.5","family":"minimax","kind":"chat","contextWindow":204800,"maxOutput":131072,"input":["text"],"output":["text"],"price":{"input":0.3,"output":1.2,"cacheRead":0.03,"cacheWrite":0.375},"capabilities":["streaming","tools","tool-choice","reasoning","prompt-cache","open-weights"],"released":"2026-02-12"},
{"id":"MiniMax-M2.5-highspeed","name":"MiniMax-M2.5-highspeed","family":"minimax","kind":"chat","contextWindow":204800,"maxOutput":131072,"input":["text"],"output":["text"],"price":{"input":0.6,"output":2.4,"cacheRead":0.06,"cacheWrite":0.375},"capabilities":["streaming","tools","reasoning","prompt-cache","open-weights"],"released":"2026-02-13"},
{"id":"MiniMax-M2.5-lightning","name":"MiniMax-M2.5-lightning","family":"minimax","kind":"chat","contextWindow":1000000,"maxOutput":8192,"input":["text"],"output":["text"],"price":{"input":0.3,"output":2.4,"cacheRead":0.03,"cacheWrite":0.375},"capabilities":["streaming","tools","tool-choice","reasoning","prompt-cache"]},
{"id":"MiniMax-M2.7","name":"MiniMax-M2.7","family":"minimax","kind":"chat","contextWindow":204800,"maxOutput":131072,"input":["text"],"output":["text"],"price":{"input":0.3,"output":1.2,"cacheRead":0.06,"cacheWrite":0.375},"capabilities":["streaming","tools","reasoning","prompt-cache","open-weights"],"released":"2026-03-18"},
{"id":"MiniMax-M2.7-highspeed","name":"MiniMax-M2.7-highspeed","family":"minimax","kind":"chat","contextWindow":204800,"maxOutput":131072,"input":["text"],"output":["text"],"price":{"input":0.6,"output":2.4,"cacheRead":0.06,"cacheWrite":0.375},"capabilities":["streaming","tools","reasoning","prompt-cache","open-weights"],"released":"2026-03-18"},
{"id":"MiniMax-M3","name":"MiniMax-M3","family":"minimax","kind":"chat","contextWindow":1000000,"maxOutput":128000,"input":["text","image","video"],"output":["text"],"price":{"input":0.3,"output":1.2,"cacheRead":0.06},"priceTiers":[{"above":512000,"input":0.6,"output":2.4,"cacheRead":0.12}],"capabilities":["streaming","tools","tool-choice","vision","reasoning","prompt-cache","open-weights"],"reasoning":{"toggle":true},"released":"2026-06-01"},
{"id":"embo-01","name":"embo-01","family":"embo","kind":"embedding","contextWindow":4096,"input":["text"],"output":["embedding"],"capabilities":[],"dimensions":1536},
{"id":"image-01","name":"MiniMax Image-01","family":"minimax-image","kind":"image","input":["text","image"],"output":["image"],"capabilities":[]},
{"id":"minimax-01","name":"MiniMax-01","family":"minimax","kind":"chat","contextWindow":1000192,"input":["text"],"output":["text"],"price":{"input":0.2,"output":1.1},"capabilities":["streaming"]},
{"id":"minimax-m1","name":"MiniMax M1","family":"minimax","kind":"chat","input":["text"],"output":["text"],"price":{"input":0.4,"output":2.2},"capabilities":["streaming"]},
{"id":"speech-02-hd","name":"speech-02-hd","family":"speech","kind":"speech","input":["text"],"output":["audio"],"price":{"perCharacter":0.0001},"capabilities":[]},
{"id":"speech-02-turbo","name":"speech-02-turbo","family":"speech","kind":"speech","input":["text"],"output":["audio"],"price":{"perCharacter":0.00006},"capabilities":[]},
{"id":"speech-2.6-hd","name":"speech-2.6-hd","family":"speech","kind":"speech","input":["text"],"output":["audio"],"price":{"perCharacter":0.0001},"capabilities":[]},
{"id":"speech-2.6-turbo","name":"speech-2.6-turbo","family":"speech","kind":"speech","input":["text"],"output":["audio"],"price":{"perCharacter":0.00006},"capabilities":[]}
]`;

export const catalogue: Catalogue = { provider: 'minimax', asOf: '2026-09-23', models: JSON.parse(rows) };

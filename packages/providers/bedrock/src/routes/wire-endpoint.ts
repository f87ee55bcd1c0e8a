/** Where OpenAI's and Anthropic's wires are asked: at the runtime (AWS's advice), or at mantle, which has tools of its own. */
export type WireEndpoint = 'runtime' | 'mantle';

// @kit/provider-vertex: Gemini, Claude, Mistral, Llama and others on Google Cloud's Vertex AI.
export type { ServiceAccount, VertexOptions } from './options.ts';
export { type VertexOperation, vertex } from './vertex.ts';

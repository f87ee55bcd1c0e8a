// A stack that is tried out: layers around a vendor on a real socket, with what they are watched by.
import { type ChatRequest, type EmbedRequest, type Pipeline, type Provider, pipeline, user } from '@kit/core';
import { type Simulator, simulator, wireProvider } from '@kit/testing';
import { type CountingEnvironment, countingEnvironment } from './counting-environment.ts';
import type { Layer, Vendor } from './layers.ts';

/** What the vendor answers to everything, and what it charges for it. */
export const said = 'one two three four five six seven eight nine ten';
export const usage = { inputTokens: 11, outputTokens: 7 };
export const tokensOfAnswer = usage.inputTokens + usage.outputTokens;
/** USD per million tokens. */
const price = { input: 1, output: 2 };
export const costOfAnswer = (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1e6;

/** The vendor that all stacks of a file are around. */
export interface StackVendor {
  readonly server: Simulator;
  /** Answers that its brain has given. */
  readonly answers: number;
  /** Requests that nobody has made before. */
  question(): ChatRequest;
  text(): EmbedRequest;
  provider(): Vendor;
}

export async function stackVendor(): Promise<StackVendor> {
  let answers = 0;
  let asked = 0;
  const server = await simulator({
    brain: () => {
      answers++;
      return { text: said, usage: { state: 'reported', ...usage } };
    },
  });
  return {
    server,
    get answers() {
      return answers;
    },
    question: () => ({ model: 'm', messages: [user(`Question ${++asked}`)] }),
    text: () => ({ model: 'e', input: [`text ${++asked}`] }),
    provider: () =>
      wireProvider({
        baseURL: server.openaiURL,
        models: [
          { id: 'm', price },
          { id: 'e', price },
        ],
      }),
  };
}

export interface Stack {
  readonly vendor: StackVendor;
  readonly ai: Pipeline<'chat' | 'stream' | 'embed'>;
  readonly environment: CountingEnvironment;
  /** The outermost first. */
  readonly layers: readonly Layer[];
  readonly asksTwice: boolean;
  readonly resumes: boolean;
  readonly lastingTimers: number;
}

/** Makes a stack of layers; `build` puts them around the vendor. */
export function stackOf(
  vendor: StackVendor,
  makeLayers: readonly ((environment: CountingEnvironment) => Layer)[],
  build: (layers: readonly Layer[], provider: Vendor, environment: CountingEnvironment) => Vendor,
): Stack {
  const environment = countingEnvironment();
  const layers = makeLayers.map((make) => make(environment));
  const provider: Provider<'chat' | 'stream' | 'embed'> = build(layers, vendor.provider(), environment);
  return {
    vendor,
    environment,
    layers,
    ai: pipeline(provider, { environment }),
    asksTwice: layers.some(({ asksTwice }) => asksTwice),
    resumes: layers.some(({ resumes }) => resumes),
    lastingTimers: layers.reduce((sum, { lastingTimers = 0 }) => sum + lastingTimers, 0),
  };
}

// What chats can do: tools and their round trip, reasoning, vision, JSON, citations.
import { type ChatRequest, type ChatResponse, toolResult, user } from '@kit/core';
import { comparable, outcomeOf, succeeded } from '../call.ts';
import type { Check } from '../check.ts';
import { must, shown } from '../failure.ts';
import type { ChatFeature } from '../manifest.ts';
import { differenceBetween } from '../pattern.ts';
import { inMemory, withServer } from '../serving.ts';
import type { CallExchange, Subject } from '../subject.ts';

export function featureChecks(subject: Subject): Check[] {
  const featured = subject.exchanges.filter(({ features }) => features.length > 0);
  return [
    ...featured.map((exchange) => ({
      name: `${exchange.name}: ${exchange.features.join(', ')}`,
      run: () => checkFeatures(subject, exchange),
    })),
    ...subject.exchanges
      .filter(({ features, echoed }) => echoed.length > 0 || features.includes('tools'))
      .map((exchange) => ({
        name: `${exchange.name}: the conversation goes on`,
        run: () => checkNextTurn(subject, exchange),
      })),
    ...pairs(subject).map(([complete, streamed]) => ({
      name: `${streamed.name}: folded it is the complete reply`,
      run: () => checkEqual(subject, complete, streamed),
    })),
  ];
}

/** The same answer, complete and streamed. */
function pairs({ exchanges }: Subject): [CallExchange, CallExchange][] {
  return exchanges.flatMap((complete) => {
    const name = complete.name.replace(/^chat:/, 'stream:');
    const streamed = complete.operation === 'chat' ? exchanges.find((one) => one.name === name) : undefined;
    return streamed ? [[complete, streamed] as [CallExchange, CallExchange]] : [];
  });
}

async function checkEqual(subject: Subject, complete: CallExchange, streamed: CallExchange): Promise<void> {
  const [whole, folded] = await Promise.all([answer(subject, complete), answer(subject, streamed)]);
  const difference = differenceBetween(comparable(whole), comparable(folded));
  must(difference === undefined, 'stream', () => ({
    expected: 'the folded stream to equal the complete reply',
    got: difference as string,
    at: streamed.name,
  }));
}

async function answer(subject: Subject, exchange: CallExchange) {
  if (subject.manifest.takesTransport === false)
    return withServer(subject, { replies: exchange.replies }, async ({ provider }) =>
      succeeded(await outcomeOf(provider, exchange), exchange.name),
    );
  return succeeded(await outcomeOf(inMemory(subject, exchange), exchange), exchange.name);
}

async function checkFeatures(subject: Subject, exchange: CallExchange): Promise<void> {
  const result = (await answer(subject, exchange)) as unknown as ChatResponse;
  must(result.warnings.length === 0, 'request', () => ({
    expected: `no warning: the manifest claims ${exchange.features.join(', ')}`,
    got: shown(result.warnings),
  }));
  for (const feature of exchange.features) {
    const problem = problems[feature](result, exchange.request as ChatRequest);
    must(problem === undefined, 'result', () => ({ expected: `${feature}: ${problem}`, got: shown(result) }));
  }
}

/** What a result with the feature must show; undefined if it does. */
const problems: Readonly<Record<ChatFeature, (result: ChatResponse, request: ChatRequest) => string | undefined>> = {
  tools: ({ toolCalls, finishReason }, { tools = [] }) => {
    const names = tools.map(({ name }) => name);
    if (toolCalls.length === 0) return 'a tool call';
    if (finishReason !== 'tool-calls') return '`finishReason` "tool-calls"';
    if (!toolCalls.every(({ id, name }) => id !== '' && names.includes(name)))
      return 'calls with an id and the name of a tool that was offered';
    const isRead = toolCalls.every(
      ({ arguments: text, input, invalid }) =>
        invalid !== undefined || JSON.stringify(JSON.parse(text || '{}')) === JSON.stringify(input),
    );
    return isRead ? undefined : '`input` to be what `arguments` says';
  },
  'parallel-tools': ({ toolCalls }) =>
    toolCalls.length > 1 && new Set(toolCalls.map(({ id }) => id)).size === toolCalls.length
      ? undefined
      : 'several calls, their ids different',
  reasoning: ({ reasoning, message, text }) => {
    const kept = typeof message.content !== 'string' && message.content.some(({ type }) => type === 'reasoning');
    if (!kept) return 'a reasoning part in the message';
    return reasoning === '' || !text.includes(reasoning) ? undefined : 'the thoughts apart from the text';
  },
  vision: ({ text }) => (text === '' ? 'an answer' : undefined),
  json: ({ text }) => (isJson(text) ? undefined : 'JSON as the text'),
  'json-schema': ({ text }) => (isJson(text) ? undefined : 'JSON as the text'),
  citations: ({ citations }) => (citations.length > 0 ? undefined : 'citations'),
  logprobs: ({ choices }) =>
    choices[0]?.logprobs?.every(({ token, logprob }) => typeof token === 'string' && logprob <= 0)
      ? undefined
      : 'log probabilities of the tokens',
  refusal: ({ finishReason }) => (finishReason === 'content-filter' ? undefined : '`finishReason` "content-filter"'),
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const toolAnswer = 'conformance tool answer';

/** The answer is pushed as it is, tools are answered, and the next request must hold all of it. */
async function checkNextTurn(subject: Subject, exchange: CallExchange): Promise<void> {
  await withServer(subject, { replies: exchange.replies }, async ({ server, provider }) => {
    const first = succeeded(await outcomeOf(provider, exchange), exchange.name) as unknown as ChatResponse;
    const request = exchange.request as ChatRequest;
    const answers = first.toolCalls.map((call, at) => toolResult(call, `${toolAnswer} ${at}`));
    const more = answers.length > 0 ? answers : [user('And then?')];
    const next = { ...exchange, request: { ...request, messages: [...request.messages, first.message, ...more] } };
    const result = succeeded(await outcomeOf(provider, next), `${exchange.name}, the next turn`);
    must((result.warnings as readonly unknown[]).length === 0, 'replay', () => ({
      expected: 'no warning in the next turn',
      got: shown(result.warnings),
    }));
    const body = server.requests.at(-1)?.text() ?? '';
    const owed = [
      ...exchange.echoed,
      ...first.toolCalls.map(({ name }) => name),
      ...answers.map((_, at) => `${toolAnswer} ${at}`),
    ];
    for (const token of owed) {
      must(body.includes(JSON.stringify(token).slice(1, -1)), 'replay', () => ({
        expected: `the next request to hold ${shown(token)}`,
        got: shown(body),
      }));
    }
  });
}

// Token counts: the vendor's tokenizer, which counts text (up to 65,536 characters at once) and nothing around it.
import type { CountTokensRequest, CountTokensResponse, Message, OperationDeclaration, Transformer } from '@kit/core';
import { KitError } from '@kit/core';
import { fanOut, type HandledOperation, joinResults } from '@kit/http';
import { recordOf, type WarningList, warningList } from '@kit/wire';
import { apiWarnings } from './api-warning.ts';
import { tokenizeCharacters } from './capabilities.ts';
import { jsonBody } from './request-body.ts';

const tokenize: Transformer<'countTokens', undefined> = {
  encode(request) {
    const warnings = warningList();
    const text = textOf(request, warnings);
    const body = { model: request.model, text };
    return {
      wire: { body: jsonBody(body) },
      warnings: warnings.warnings,
      state: undefined,
    };
  },
  decode(reply, _state, { provider }) {
    const tokens = recordOf(reply.json())?.tokens;
    if (!Array.isArray(tokens)) throw new KitError('invalid-response', 'The reply holds no tokens.', { provider });
    return { inputTokens: tokens.length, warnings: apiWarnings(reply.headers) };
  },
};

const declaration: OperationDeclaration<'countTokens'> = {
  endpoint: { path: '/v1/tokenize' },
  transformer: tokenize as Transformer<'countTokens'>,
};

/** Counts the words of the conversation. The prompt that the vendor puts around them is not billed and not counted. */
export const countTokensOperation: HandledOperation<'countTokens'> = {
  async handle(call, exchange): Promise<CountTokensResponse> {
    const { request } = call;
    const list = warningList();
    const text = textOf(request, list);
    if (text !== '' && text.length <= tokenizeCharacters) return exchange.run(call, declaration);
    const warnings = exchange.checked(call, list.warnings);
    if (text === '') {
      const meta = { provider: exchange.provider, timings: {}, attempts: call.context.trace.attempts };
      return { inputTokens: 0, meta, warnings };
    }
    const { tools: _, ...rest } = request;
    const requests = pieces(text).map((content) => ({ ...rest, messages: [{ role: 'user' as const, content }] }));
    const results = await fanOut(call, requests, (part) => exchange.run(part, declaration));
    const inputTokens = results.reduce((sum, result) => sum + result.inputTokens, 0);
    const joined = joinResults(results);
    return { ...joined, inputTokens, warnings: [...warnings, ...joined.warnings] };
  },
  inspect: ({ request }, codec) => ({ path: '/v1/tokenize', ...tokenize.encode(request, codec).wire }),
};

function textOf({ messages, tools = [] }: CountTokensRequest, warnings: WarningList): string {
  if (tools.length > 0) warnings.add('tools', 'The tokenizer counts text; tools were not counted.');
  return messages
    .map((message, at) => messageText(message, `messages[${at}]`, warnings))
    .filter(Boolean)
    .join('\n');
}

function messageText({ content }: Message, feature: string, warnings: WarningList): string {
  if (typeof content === 'string') return content;
  return content
    .map((part, at) => {
      if (part.type === 'text' || part.type === 'reasoning') return part.text;
      if (part.type === 'tool-call') return part.arguments;
      if (part.type === 'tool-result' && typeof part.content === 'string') return part.content;
      if (part.type === 'tool-result') return resultText(part.content as readonly object[]);
      warnings.add(`${feature}.content[${at}]`, `The tokenizer counts text; the ${part.type} was not counted.`);
      return '';
    })
    .filter(Boolean)
    .join('\n');
}

function resultText(parts: readonly { readonly text?: string; readonly value?: unknown }[]): string {
  return parts.map(({ text, value }) => text ?? (value === undefined ? '' : JSON.stringify(value))).join('\n');
}

/** Cut between words where there are any: a cut inside one would count it twice. */
function pieces(text: string): string[] {
  const found: string[] = [];
  for (let from = 0; from < text.length; ) {
    const rest = text.length - from <= tokenizeCharacters;
    const space = rest ? -1 : text.lastIndexOf(' ', from + tokenizeCharacters - 1);
    const to = rest ? text.length : space > from ? space : from + tokenizeCharacters;
    found.push(text.slice(from, to));
    from = to;
  }
  return found;
}

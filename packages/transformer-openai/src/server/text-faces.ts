// POST /moderations, POST /completions and GET /models.
import type {
  CompleteRequest,
  CompleteResponse,
  FinishReason,
  JsonValue,
  Model,
  ModelsRequest,
  ModelsResponse,
  ModerateRequest,
  ModerateResponse,
  ServerFace,
  UserPart,
} from '@kit/core';
import { systemEnvironment } from '@kit/core';
import { decodePart } from './chat/decode-messages.ts';
import { encodeChatUsage, encodeFinishReason } from './chat/encode-response.ts';
import { vendorOf, WireFields, wrong } from './wire-fields.ts';

const seconds = () => Math.floor(systemEnvironment.now() / 1000);

/** POST /moderations. */
export const moderateFace: ServerFace<'moderate'> = {
  decodeRequest(body, { model } = {}): ModerateRequest {
    const fields = new WireFields(body);
    const input = fields.take('input');
    const asked = fields.string('model') ?? model;
    return {
      ...(asked !== undefined && { model: asked }),
      input: moderated(input),
      ...vendorOf('openai-moderate', fields.rest()),
    };
  },
  encodeResponse({ results, meta }: ModerateResponse, request: ModerateRequest): JsonValue {
    return {
      id: meta.responseId ?? `modr-${systemEnvironment.id()}`,
      model: meta.model ?? request.model ?? '',
      results: results.map(({ flagged, categories, scores }) => ({
        flagged,
        categories,
        category_scores: scores ?? {},
      })),
    };
  },
};

function moderated(input: unknown): ModerateRequest['input'] {
  if (typeof input === 'string') return input;
  if (!Array.isArray(input) || input.length === 0)
    throw wrong('input', 'expected a string, an array of strings or an array of parts');
  if (input.every((item) => typeof item === 'string')) return input;
  return [input.map((part, index): UserPart => decodePart(part, `input[${index}]`))];
}

/** POST /completions, the old wire. */
export const completeFace: ServerFace<'complete'> = {
  decodeRequest(body, { model } = {}): CompleteRequest {
    const fields = new WireFields(body);
    const prompt = fields.take('prompt');
    const [first] = Array.isArray(prompt) && prompt.length === 1 ? prompt : [prompt];
    if (typeof first !== 'string') throw wrong('prompt', 'expected one string');
    const asked = fields.string('model') ?? model;
    const values = {
      suffix: fields.string('suffix'),
      maxTokens: fields.count('max_tokens'),
      temperature: fields.number('temperature'),
      topP: fields.number('top_p'),
      stop: fields.strings('stop'),
      seed: fields.number('seed'),
      n: fields.count('n'),
      user: fields.string('user'),
    };
    fields.take('stream');
    const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    return {
      ...(asked !== undefined && { model: asked }),
      prompt: first,
      ...known,
      ...vendorOf('openai-completions', fields.rest()),
    };
  },
  encodeResponse({ choices, meta, usage, rawFinishReason }: CompleteResponse, request: CompleteRequest): JsonValue {
    const reason = (finish: FinishReason, index: number) =>
      encodeFinishReason(finish, index === 0 ? rawFinishReason : undefined);
    return {
      id: meta.responseId ?? `cmpl-${systemEnvironment.id()}`,
      object: 'text_completion',
      created: seconds(),
      model: meta.model ?? request.model ?? '',
      choices: choices.map(({ text, finishReason }, index) => ({
        index,
        text,
        logprobs: null,
        finish_reason: reason(finishReason, index),
      })),
      ...(usage && { usage: encodeChatUsage(usage) }),
    };
  },
};

/** GET /models. */
export const modelsFace: ServerFace<'models'> = {
  decodeRequest: (): ModelsRequest => ({}),
  encodeResponse: ({ models }: ModelsResponse): JsonValue => ({ object: 'list', data: models.map(modelRow) }),
};

function modelRow({ id, released, ownedBy, provider }: Model): JsonValue {
  const created = released === undefined ? Number.NaN : Date.parse(released);
  return {
    id,
    object: 'model',
    created: Number.isNaN(created) ? 0 : created / 1000,
    owned_by: typeof ownedBy === 'string' ? ownedBy : (provider ?? ''),
  };
}

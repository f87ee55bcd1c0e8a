// What structured output is asked for: a chat request and the schema of the answer.
import {
  type ChatRequest,
  checkOptions,
  checkRequest,
  type Environment,
  type HostedTool,
  KitError,
  type OptionChecks,
} from '@kit/core';
import type { Validation } from '../schema/read-value.ts';
import { resolveSchema } from '../schema/resolve-schema.ts';
import type { Schema } from '../schema/standard-schema.ts';
import { type AnswerForm, answerForm } from './answer-form.ts';

export interface ObjectSettings<S extends Schema = Schema> {
  /** What the answer is to be: any Standard Schema or a JSON Schema. */
  readonly schema: S;
  /** Name of what is wanted, for the model: `recipe`. Letters, digits, `_` and `-`. Default `answer`. */
  readonly name?: string;
  readonly description?: string;
  /**
   * How the model is made to answer so: `schema` by the vendor's structured output (default), `tool` by a tool that it
   * must call, `json` by the vendor's JSON mode with the schema in the prompt.
   */
  readonly mode?: 'schema' | 'tool' | 'json';
  /** Default `lenient`: almost-JSON and mixed-up forms are repaired before the model is asked again. */
  readonly validation?: Validation;
  /** How often the model is told what is wrong and asked again; only for answers that do not fit. Default 1. */
  readonly corrections?: number;
  /** Clock, timers and ids; tests give a virtual one. */
  readonly environment?: Environment;
}

/** Tools may be those that the vendor runs. For tools of one's own: `runTools` first, then `object` with its messages. */
export type ObjectRequest<S extends Schema = Schema> = Omit<ChatRequest, 'output' | 'n' | 'tools' | 'toolChoice'> &
  ObjectSettings<S> & { readonly tools?: readonly HostedTool[] };

export interface SplitObjectRequest {
  /** In the form that the mode wants. */
  readonly chat: ChatRequest;
  readonly form: AnswerForm;
  readonly validation: Validation;
  readonly corrections: number;
  readonly environment: Environment | undefined;
}

const settingChecks: OptionChecks = {
  schema: 'any',
  name: (value) =>
    typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? undefined : '1 to 64 letters, digits, _ and -',
  description: 'string',
  mode: ['schema', 'tool', 'json'],
  validation: ['lenient', 'strict'],
  corrections: 'count',
  environment: 'object',
};

/** @throws KitError `config` for a wrong setting, `invalid-request` for a wrong field of the chat request. */
export function splitObjectRequest(request: ObjectRequest, owner: string): SplitObjectRequest {
  checkRequest(owner, request);
  const given: Record<string, unknown> = {};
  const chat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request)) {
    if (Object.hasOwn(settingChecks, name)) given[name] = value;
    else chat[name] = value;
  }
  checkOptions(owner, given, settingChecks, ['schema']);
  refuse(chat, owner);
  const settings = given as unknown as ObjectSettings;
  const { mode = 'schema', name = 'answer', description, validation = 'lenient', corrections = 1 } = settings;
  const schema = resolveSchema(settings.schema, owner, 'schema');
  const form = answerForm(mode, { schema, name, ...(description !== undefined && { description }) });
  const plain = chat as unknown as ChatRequest;
  checkRequest('chat', plain);
  return { chat: form.request(plain), form, validation, corrections, environment: settings.environment };
}

function refuse(chat: Readonly<Record<string, unknown>>, owner: string): void {
  for (const field of ['output', 'toolChoice']) {
    if (chat[field] === undefined) continue;
    throw new KitError('config', `${owner}: \`${field}\` is set by the mode; leave it out.`, { field });
  }
  if (chat.n !== undefined && chat.n !== 1) {
    throw new KitError('config', `${owner}: \`n\` must be 1: there is one object.`, { field: 'n' });
  }
  const tools = Array.isArray(chat.tools) ? chat.tools : [];
  if (tools.some((tool) => tool?.type !== 'hosted')) {
    throw new KitError(
      'config',
      `${owner}: \`tools\` may only be tools that the vendor runs. Use runTools() first, then ${owner} with its messages.`,
      { field: 'tools' },
    );
  }
}

// The second contract: `messages` with content in parts; a stream of named events without an end marker.
import type { MediaPart, StreamPart, TokenLogprob } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import type { ReadContract } from '../chat/answer-decoder.ts';
import type { AnswerReader } from '../chat/answer-reader.ts';
import type { Contract } from '../chat/contract.ts';
import { encodeV2 } from './encode-request.ts';

const read: ReadContract = (body, answer, out, event) => {
  const reader = answer.choice(0);
  // `response.tool.completed` tells of a tool at the top.
  if (isRecord(body.tool_execution)) progress(body.tool_execution, out);
  for (const message of arrayOf(body.messages)) {
    if (!isRecord(message)) continue;
    reader.state(message);
    reader.reasoning(message.reasoning_content, out);
    if (typeof message.content === 'string') reader.text(message.content, out);
    for (const part of arrayOf(message.content))
      if (isRecord(part)) readPart(part, { reader, provider: answer.provider }, out);
  }
  reader.finish(body.finish_reason);
  if (event === 'response.message.done') answer.done = true;
};

interface Place {
  readonly reader: AnswerReader;
  readonly provider: string;
}

const known: ReadonlySet<string> = new Set([
  'text',
  'reasoning',
  'files',
  'function_call',
  'inline_data',
  'tool_execution',
  'logprobs',
  'type',
]);

function readPart(part: JsonRecord, { reader, provider }: Place, out: StreamPart[]): void {
  reader.reasoning(part.reasoning, out);
  reader.text(part.text, out);
  for (const file of arrayOf(part.files)) {
    const made = fileOf(recordOf(file), provider);
    if (made) reader.file(made, out);
  }
  reader.call(part.function_call, out);
  if (isRecord(part.tool_execution)) progress(part.tool_execution, out);
  for (const source of Object.values(recordOf(recordOf(part.inline_data)?.sources) ?? {})) {
    if (!isRecord(source)) continue;
    const url = stringOf(source.url);
    const title = stringOf(source.title);
    reader.cite(
      {
        ...(url !== undefined && { url }),
        ...(title !== undefined && { title }),
        raw: source as Record<string, never>,
      },
      out,
    );
  }
  reader.logprobs(arrayOf(part.logprobs).flatMap(logprobOf), out);
  const fields = Object.keys(part);
  if (fields.length > 0 && !fields.some((field) => known.has(field))) reader.vendor(part, out);
}

/** Search and drawing are under way: nothing of it is content. */
function progress(execution: JsonRecord, out: StreamPart[]): void {
  const status = stringOf(execution.status);
  out.push({
    type: 'progress',
    activity: stringOf(execution.name) ?? 'tool',
    ...(status !== undefined && { detail: status }),
  });
}

function fileOf(file: JsonRecord | undefined, provider: string): MediaPart | undefined {
  const fileId = stringOf(file?.id);
  if (!file || fileId === undefined) return undefined;
  const mediaType = stringOf(file.mime);
  const source = { fileId, provider, ...(mediaType !== undefined && { mediaType }) };
  if (file.target === 'image' || mediaType?.startsWith('image/')) return { type: 'image', source };
  return { type: mediaType?.startsWith('audio/') ? 'audio' : 'file', source };
}

/** `{ chosen: { token, logprob }, top: [{ token, logprob }] }`. */
function logprobOf(value: unknown): TokenLogprob[] {
  const chosen = tokenOf(recordOf(value)?.chosen);
  if (!chosen) return [];
  const alternatives = arrayOf(recordOf(value)?.top).flatMap((one) => tokenOf(one) ?? []);
  return [{ ...chosen, ...(alternatives.length > 0 && { alternatives }) }];
}

function tokenOf(value: unknown): { readonly token: string; readonly logprob: number } | undefined {
  const token = stringOf(recordOf(value)?.token);
  const logprob = numberOf(recordOf(value)?.logprob);
  return token === undefined || logprob === undefined ? undefined : { token, logprob };
}

export const v2: Contract = { encode: encodeV2, read };

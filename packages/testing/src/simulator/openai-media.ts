// OpenAI's images, sounds and moderation, simulated.
import type { ImageResponse, ModerateRequest, SpeechResponse, TranscribeResponse } from '@kit/core';
import {
  imageFace,
  moderateFace,
  soundOf,
  speechFace,
  transcribeFace,
  type WireForm,
} from '@kit/transformer-openai/server';
import { bytesToBase64, isRecord } from '@kit/wire';
import { type Answer, jsonAnswer } from '../answer.ts';
import { tokensOf } from './answer-parts.ts';
import { simulated } from './embeddings-answer.ts';
import { onePixelPng, toneFor } from './media.ts';
import { readUpload } from './stored-files.ts';
import type { Route } from './wire.ts';
import { jsonBody, type WireCall } from './world.ts';

function drawn({ world }: WireCall, body: unknown): Answer {
  const request = imageFace.decodeRequest(body);
  world.checkModel(request.model);
  const images = Array.from({ length: request.n ?? 1 }, () => ({ data: onePixelPng, mediaType: 'image/png' }));
  const result: ImageResponse = {
    images,
    usage: { state: 'reported', inputTokens: tokensOf(request.prompt).length, outputTokens: images.length },
    meta: simulated,
    warnings: [],
  };
  return jsonAnswer(200, imageFace.encodeResponse(result, request));
}

function spoken(call: WireCall): Answer {
  const body = jsonBody(call);
  const request = speechFace.decodeRequest(body);
  call.world.checkModel(request.model);
  const result: SpeechResponse = {
    audio: { data: toneFor(request.input), mediaType: 'audio/wav' },
    meta: simulated,
    warnings: [],
  };
  const { data, mediaType } = soundOf(result);
  if (!isRecord(body) || body.stream_format !== 'sse')
    return { status: 200, headers: { 'content-type': mediaType }, body: halves(data) };
  const used = tokensOf(request.input).length;
  return events([
    ...halves(data).map((audio) => ({ type: 'speech.audio.delta', audio: bytesToBase64(audio) })),
    { type: 'speech.audio.done', usage: { input_tokens: used, output_tokens: used, total_tokens: 2 * used } },
  ]);
}

async function heard(call: WireCall): Promise<Answer> {
  const form = await readForm(call);
  const request = transcribeFace.decodeRequest(form);
  call.world.checkModel(request.model);
  const [file] = form.files;
  const text = `A recording of ${file?.data.length ?? 0} bytes.`;
  const inputTokens = file?.data.length ?? 0;
  const outputTokens = tokensOf(text).length;
  if (form.fields.stream === 'true') {
    const usage = {
      type: 'tokens',
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    };
    return events([
      ...tokensOf(text).map((delta) => ({ type: 'transcript.text.delta', delta })),
      { type: 'transcript.text.done', text, usage },
    ]);
  }
  const result: TranscribeResponse = {
    text,
    language: 'en',
    durationSeconds: 1,
    usage: { state: 'reported', inputTokens, outputTokens },
    meta: simulated,
    warnings: [],
  };
  const answered = transcribeFace.encodeResponse(result, request);
  return typeof answered === 'string'
    ? { status: 200, headers: { 'content-type': 'text/plain' }, body: [new TextEncoder().encode(answered)] }
    : jsonAnswer(200, answered);
}

/** Words that a simulated moderator takes offence at. */
const violence = /\b(?:attack|kill|hurt)\b/i;

function moderated(call: WireCall): Answer {
  const request: ModerateRequest = moderateFace.decodeRequest(jsonBody(call));
  const model = request.model === undefined ? 'simulated-moderation' : call.world.checkModel(request.model);
  const inputs = typeof request.input === 'string' ? [request.input] : request.input;
  const results = inputs.map((input) => {
    const flagged = violence.test(typeof input === 'string' ? input : JSON.stringify(input));
    return { flagged, categories: { violence: flagged }, scores: { violence: flagged ? 0.9 : 0.01 } };
  });
  return jsonAnswer(
    200,
    moderateFace.encodeResponse({ results, meta: { ...simulated, model }, warnings: [] }, request),
  );
}

/** Two writes, so that a client sees that sound comes in pieces. */
function halves(data: Uint8Array): readonly Uint8Array[] {
  const middle = Math.ceil(data.length / 2);
  return [data.subarray(0, middle), data.subarray(middle)];
}

function events(list: readonly object[]): Answer {
  const encoder = new TextEncoder();
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: list.map((event) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`)),
  };
}

async function readForm({ received }: WireCall): Promise<WireForm> {
  const { form } = await readUpload(received);
  const fields: Record<string, string> = {};
  const files: WireForm['files'][number][] = [];
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else
      files.push({
        name,
        data: new Uint8Array(await value.arrayBuffer()),
        mediaType: value.type,
        fileName: value.name,
      });
  }
  return { fields, files };
}

const isMultipart = ({ received }: WireCall) => received.headers['content-type']?.startsWith('multipart/') ?? false;

export const openaiMediaRoutes: readonly Route[] = [
  { method: 'POST', path: '/images/generations', answer: (call) => drawn(call, jsonBody(call)) },
  {
    method: 'POST',
    path: '/images/edits',
    answer: async (call) => drawn(call, isMultipart(call) ? await readForm(call) : jsonBody(call)),
  },
  { method: 'POST', path: '/audio/speech', answer: spoken },
  { method: 'POST', path: '/audio/transcriptions', answer: heard },
  { method: 'POST', path: '/audio/translations', answer: heard },
  { method: 'POST', path: '/moderations', answer: moderated },
];

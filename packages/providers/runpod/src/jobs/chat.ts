// chat and stream as jobs of a vLLM worker: its native input and output.
import { type Call, type ChatResponse, foldChat, type JsonObject, type StreamPart } from '@kit/core';
import { type ShownOperation, streamOf } from '@kit/http';
import { compatibleChat } from '@kit/transformer-openai';
import { type ChatTranslation, translatedChat } from '@kit/transformer-openai/chat';
import { arrayOf, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { endpointOf, type Settings } from '../options.ts';
import { followOutputs } from './follow-outputs.ts';
import { outputRecord } from './job.ts';
import { cancelQuietly, finishJob, jobBody, startJob, startRequest } from './run.ts';

/** `{ messages, sampling_params }` in, `[{ choices: [{ tokens }], usage: { input, output } }]` out. */
const translation: ChatTranslation = {
  request({ messages, model: _, stream: __, ...settings }, { request, context }) {
    const own = Object.keys(request.vendor?.[context.provider] ?? request.vendor?.[context.vendor] ?? {});
    const sampling = Object.fromEntries(Object.entries(settings).filter(([field]) => !own.includes(field)));
    const isSet = Object.keys(sampling).length > 0;
    const input = { messages, ...(isSet && { sampling_params: sampling }) } as JsonObject;
    return { body: { type: 'json', value: jobBody(input, request.vendor, context) } };
  },
  reply: (body) => completionOf(recordOf(body)?.output),
  events: () => (event) => event,
};

const { transformer, streamTransformer } = translatedChat(
  {
    ...compatibleChat,
    wire: 'runpod-job',
    fields: {
      ...compatibleChat.fields,
      topK: 'top_k',
      logprobs: false,
      topLogprobs: false,
      user: false,
      parallelToolCalls: false,
    },
    tools: false,
    jsonMode: false,
    jsonSchema: 'prompt',
    audio: false,
    reasoningRequest: false,
    thinkTags: {},
    streamUsage: false,
    endsAtEof: true,
  },
  translation,
);

/** A worker's output as a chat completion: native, in OpenAI's form, or a bare text. */
function completionOf(output: unknown): JsonObject {
  const first = outputRecord(output);
  const choices = arrayOf(first?.choices).map(recordOf);
  if (choices.some((choice) => choice?.message !== undefined || choice?.delta !== undefined))
    return first as JsonObject;
  const { usage } = first ?? {};
  const said = recordOf(usage);
  const texts =
    choices.length > 0
      ? choices.map((choice) => arrayOf(choice?.tokens).join('') || (stringOf(choice?.text) ?? ''))
      : [bareText(output)].flat();
  const counts = {
    prompt_tokens: numberOf(said?.input) ?? numberOf(first?.input_tokens),
    completion_tokens: numberOf(said?.output) ?? numberOf(first?.output_tokens),
  };
  return {
    choices: texts.flatMap((content, index) =>
      content === undefined ? [] : [{ index, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    ),
    ...(counts.prompt_tokens !== undefined && { usage: counts }),
  } as JsonObject;
}

function bareText(output: unknown): (string | undefined)[] | string | undefined {
  if (typeof output === 'string') return output;
  const { text, response, generated_text: generated } = outputRecord(output) ?? {};
  if (Array.isArray(text)) return text.map(stringOf);
  return stringOf(text) ?? stringOf(response) ?? stringOf(generated);
}

export function chatByJob(settings: Settings): ShownOperation<'chat'> {
  return {
    async handle(call, exchange) {
      const codec = exchange.codec(call);
      const { wire, warnings, state } = transformer.encode(call.request, codec);
      exchange.checked(call, warnings);
      const started = await startJob(call, exchange, settings, bodyOf(wire));
      const { job, reply } = await finishJob(started, exchange, settings);
      const decoded = transformer.decode(reply, state, codec);
      const { model } = call.request;
      const meta = exchange.meta(call.context, reply, {
        responseId: job.id,
        ...(model !== undefined && { requestedModel: model }),
        ...(decoded.meta?.model !== undefined && { model: decoded.meta.model }),
      });
      const { cost } = job;
      return { ...decoded, warnings, meta, ...(cost && { cost }) } as ChatResponse;
    },
    inspect: (call, codec) => shown(call, transformer.encode(call.request, codec), settings),
  };
}

export function streamByJob(settings: Settings): ShownOperation<'stream'> {
  return {
    async handle(call, exchange) {
      const codec = exchange.codec(call);
      const { wire, warnings, state } = streamTransformer.encode(call.request, codec);
      exchange.checked(call, warnings);
      const started = await startJob(call, exchange, settings, bodyOf(wire), 0);
      const head = { status: started.reply.status, headers: started.reply.headers };
      const decoder = streamTransformer.decoder(state, codec, head);
      async function* parts(): AsyncGenerator<StreamPart> {
        yield { type: 'start', responseId: started.job.id };
        for (const warning of warnings) yield { type: 'warning', warning };
        for await (const output of followOutputs(started, exchange, settings)) {
          const out: StreamPart[] = [];
          for (const chunk of chunksOf(output)) decoder.json?.(chunk, out);
          decoder.afterRead?.(out);
          yield* out.filter(({ type }) => type !== 'start');
        }
        const out: StreamPart[] = [];
        if (decoder.end(out)) yield* out.filter(({ type }) => type !== 'start');
      }
      return streamOf<'stream'>(call, exchange, {
        reply: started.reply,
        parts: parts(),
        newFold: foldChat,
        // Leaving does not stop the worker.
        onLeft: () => cancelQuietly(started, exchange, settings),
      });
    },
    inspect: (call, codec) => shown(call, streamTransformer.encode(call.request, codec), { ...settings, waitMs: 0 }),
  };
}

type Encoded = ReturnType<typeof transformer.encode>;

const bodyOf = ({ body }: Encoded['wire']): JsonObject => (body?.type === 'json' ? body.value : {}) as JsonObject;

function shown(call: Call<'chat' | 'stream'>, { wire, warnings }: Encoded, settings: Settings) {
  const endpoint = endpointOf(settings, call.request);
  return { wire: startRequest(endpoint, bodyOf(wire), settings.waitMs), warnings };
}

/** A piece is an object, or text of server-sent events in OpenAI's form. */
function chunksOf(output: unknown): unknown[] {
  if (typeof output !== 'string' || !output.startsWith('data:')) return [deltaOf(output)];
  return output
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => parseJson(line.slice(5)))
    .filter((chunk) => chunk !== undefined);
}

/** A native piece has no end: the job's says it. */
function deltaOf(output: unknown): unknown {
  const { choices, ...rest } = completionOf(output) as { choices?: readonly JsonObject[] };
  if (!choices?.some(({ message }) => message !== undefined)) return { choices, ...rest };
  return { ...rest, choices: choices.map(({ index, message }) => ({ index, delta: message })) };
}

// Pictures: a function of the model's own draws them in a chat; the file that it names is fetched.
import {
  type Call,
  type ChatRequest,
  type ChatResponse,
  type GeneratedImage,
  type ImageRequest,
  type ImageResponse,
  KitError,
  type OperationDeclaration,
  type Warning,
} from '@kit/core';
import { type Exchange, type ShownOperation, shownRequest } from '@kit/http';
import { bytesToBase64 } from '@kit/wire';
import { contentRequest } from './files.ts';

/** `tool`: what the contract calls the function that draws. */
export function imageOperation(chat: OperationDeclaration<'chat'>, tool: string): ShownOperation<'image'> {
  return {
    handle: async (call, exchange) => {
      // A chat by its wire, and the picture's call by its name: in attempts and in errors.
      const asking = { ...call, request: chatRequest(call.request, tool) } as unknown as Call<'chat'>;
      return draw(call, await exchange.run(asking, chat), exchange);
    },
    inspect: ({ request }, codec) => shownRequest(chat, chatRequest(request, tool), codec),
  };
}

function chatRequest({ model, prompt, style, vendor }: ImageRequest, tool: string): ChatRequest {
  return {
    ...(model !== undefined && { model }),
    // How to paint is told by the system message: "You are Wassily Kandinsky".
    messages: [
      ...(style === undefined ? [] : [{ role: 'system' as const, content: style }]),
      { role: 'user', content: prompt },
    ],
    tools: [{ type: 'hosted', name: tool }],
    ...(tool !== 'text2image' && { toolChoice: { name: tool } }),
    ...(vendor && { vendor }),
  };
}

async function draw(call: Call<'image'>, answer: ChatResponse, exchange: Exchange): Promise<ImageResponse> {
  const { message, finishReason, meta, usage, cost } = answer;
  const files =
    typeof message.content === 'string'
      ? []
      : message.content.flatMap((part) => (part.type === 'image' && 'fileId' in part.source ? [part.source] : []));
  if (files.length === 0) {
    const code = finishReason === 'content-filter' ? 'content-filter' : 'invalid-response';
    throw new KitError(code, 'GigaChat answered without a picture.', { provider: exchange.provider });
  }
  const images: GeneratedImage[] = [];
  for (const { fileId, mediaType } of files) {
    const reply = await exchange.send(call, contentRequest(fileId));
    const type = reply.headers['content-type'] ?? '';
    images.push({
      data: bytesToBase64(reply.bytes),
      mediaType: /^image\//.test(type) ? type : (mediaType ?? 'image/jpeg'),
    });
  }
  return {
    images,
    usage: { ...(usage ?? { state: 'reported' as const }), units: { images: images.length } },
    ...(cost && { cost }),
    meta: { ...meta, attempts: call.context.trace.attempts },
    warnings: [...warningsFor(call.request), ...answer.warnings],
  };
}

const leftOut = [
  'images',
  'mask',
  'negativePrompt',
  'size',
  'aspectRatio',
  'quality',
  'background',
  'format',
  'seed',
  'user',
] as const;

function warningsFor(request: ImageRequest): Warning[] {
  const warnings: Warning[] = leftOut
    .filter((field) => request[field] !== undefined)
    .map((feature) => ({ feature, detail: 'Say it in the prompt: GigaChat draws from words alone.' }));
  if (request.n !== undefined && request.n > 1)
    warnings.push({ feature: 'n', detail: 'One picture is drawn at a time.' });
  return warnings;
}

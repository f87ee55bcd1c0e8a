// What a request needs a model to be able to do, in the words of the catalogues.
import type { ChatRequest, Message } from '@kit/core';

/** What stands in a catalogue for each kind of part: as a capability, or as a kind of input. */
const byPart: Readonly<Record<string, string>> = { image: 'vision', audio: 'audio' };

/** `tools`, `vision`, `audio`, `pdf`, `video`, `json`, `json-schema`, `reasoning`: those that the request makes use of. */
export function requiredCapabilities(request: unknown): readonly string[] {
  const { messages, tools, output, reasoning } = (request ?? {}) as Partial<ChatRequest>;
  const required = new Set<string>();
  if (tools?.length) required.add('tools');
  if (output && output.type !== 'text') required.add(output.type);
  if (reasoning && reasoning.effort !== 'none') required.add('reasoning');
  for (const message of messages ?? []) addMedia(message, required);
  return [...required];
}

function addMedia({ role, content }: Message, required: Set<string>): void {
  if (role !== 'user' || typeof content === 'string') return;
  for (const part of content) {
    const needed = part.type === 'file' ? fileKind(part.source.mediaType) : byPart[part.type];
    if (needed) required.add(needed);
  }
}

/** Catalogues know of no other kinds of files. */
function fileKind(mediaType = ''): string | undefined {
  if (mediaType === 'application/pdf') return 'pdf';
  return mediaType.startsWith('video/') ? 'video' : undefined;
}

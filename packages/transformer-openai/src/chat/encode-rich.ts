// What a plain request has not: tools, the form of the answer, the wish to think, messages of parts.
import { toolNames } from '../request/tool-names.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeOutput } from './encode-output.ts';
import { encodeReasoning } from './encode-reasoning.ts';
import type { EncodeRich } from './encode-request.ts';
import { encodeTools } from './encode-tools.ts';

export const encodeRich: EncodeRich = (request, { features, context, warnings, draft }) => {
  const names = toolNames(request.tools, features.maxToolName);
  encodeTools(request, features, names, warnings, draft);
  const words = encodeOutput(request, features, warnings, draft);
  encodeReasoning(request, features, warnings, draft);
  const messages =
    words === undefined ? request.messages : [{ role: 'system' as const, content: words }, ...request.messages];
  return { messages: encodeMessages(messages, { features, names, context, warnings }), renamed: names.renamed };
};

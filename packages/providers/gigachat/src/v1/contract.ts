// The first contract: `choices` with a `message`, or a `delta` of it.
import { arrayOf, isRecord, numberOf, recordOf } from '@kit/wire';
import type { ReadContract } from '../chat/answer-decoder.ts';
import type { Contract } from '../chat/contract.ts';
import { encodeV1 } from './encode-request.ts';

const read: ReadContract = (body, answer, out) => {
  arrayOf(body.choices).forEach((choice, position) => {
    if (!isRecord(choice)) return;
    const reader = answer.choice(numberOf(choice.index) ?? position);
    const message = recordOf(choice.delta) ?? recordOf(choice.message);
    if (message) {
      reader.state(message);
      reader.reasoning(message.reasoning_content, out);
      reader.text(message.content, out);
      reader.call(message.function_call, out);
      for (const call of arrayOf(message.tool_calls))
        reader.call(isRecord(call) && isRecord(call.function) ? { id: call.id, ...call.function } : call, out);
    }
    reader.finish(choice.finish_reason);
  });
};

export const v1: Contract = { encode: encodeV1, read };

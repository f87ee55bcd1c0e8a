// What Baseten's failures mean, where its words say more than those of other servers.
import type { ErrorCode, ErrorTable } from '@kit/core';
import { generalCode } from '@kit/http';
import { compatibleErrors, readOpenaiFailure } from '@kit/transformer-openai';

const byStatus: Readonly<Record<number, ErrorCode>> = {
  402: 'quota',
  // The workload plane could not be reached.
  530: 'overloaded',
};

export const errors: ErrorTable = (evidence) => {
  const { status, headers, body } = evidence;
  // Model APIs say `{ error: 'text' }`; deployments pass on what their server says, and the reason in a header.
  const message = readOpenaiFailure(body).message ?? headers['x-baseten-error'];
  const words = message === undefined ? {} : { message };
  const code = byStatus[status] ?? compatibleErrors(evidence)?.code ?? generalCode(evidence);
  return { code, ...words };
};

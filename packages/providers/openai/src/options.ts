// Options of the factory, and the headers that they become.
import { checkOptions } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks, readEnvironment } from '@kit/http';

export interface OpenaiOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `responses`. */
  readonly api?: 'responses' | 'chat';
  /** Organization that is billed; `OPENAI_ORG_ID` if absent. */
  readonly organization?: string;
  /** Project that is billed; `OPENAI_PROJECT_ID` if absent. */
  readonly project?: string;
}

/** @throws KitError `config` for an option that is unknown or wrong. */
export function checkOpenaiOptions(options: OpenaiOptions): void {
  checkOptions('openai', options, {
    ...httpOptionChecks,
    api: ['responses', 'chat'],
    organization: 'string',
    project: 'string',
  });
}

/** `OPENAI_CUSTOM_HEADERS` holds one `name: value` a line, as the official clients read it. */
export function openaiHeaders({ organization, project }: OpenaiOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of (readEnvironment('OPENAI_CUSTOM_HEADERS') ?? '').split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const billed = organization ?? readEnvironment('OPENAI_ORG_ID');
  const within = project ?? readEnvironment('OPENAI_PROJECT_ID');
  if (billed !== undefined) headers['openai-organization'] = billed;
  if (within !== undefined) headers['openai-project'] = within;
  return headers;
}

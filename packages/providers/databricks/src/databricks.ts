// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks, httpProvider, movedOperation } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { agentOperation } from './agent-stream.ts';
import { databricksAuth } from './auth.ts';
import { dialect } from './dialect.ts';
import { baseURLFor, type DatabricksRoute, routeFor } from './endpoint.ts';
import { health } from './health.ts';
import { invokeDeclaration } from './invoke.ts';

export interface DatabricksOptions extends HttpProviderOptions {
  /** The workspace's address, with or without `https://`. Default: the environment variable DATABRICKS_HOST. */
  readonly host?: string;
  /** The wire of `chat` and `stream`. Default `chat`; agents and OpenAI's models also speak `responses`. */
  readonly api?: 'chat' | 'responses';
  /**
   * Which door the calls take: `serving-endpoints` (default), `invocations` (endpoints of any kind, by their name in the
   * path), `ai-gateway`.
   */
  readonly route?: DatabricksRoute;
  /** A service principal instead of a token: its id and secret buy tokens of an hour. */
  readonly clientId?: string;
  readonly clientSecret?: string | (() => string | Promise<string>);
  /** A tenant of Microsoft Entra, whose application `clientId` then is. */
  readonly tenantId?: string;
  /** A token of another identity provider, to be exchanged for one of the workspace (token federation). */
  readonly subjectToken?: () => string | Promise<string>;
  /** Where tokens are bought. Default: the workspace, or Entra. */
  readonly tokenURL?: string;
}

export type DatabricksOperation = 'chat' | 'stream' | 'complete' | 'embed' | 'models' | 'health' | 'databricksInvoke';

/**
 * Databricks Model Serving. The workspace is `options.host` or DATABRICKS_HOST, the token `options.apiKey` or
 * DATABRICKS_TOKEN; a service principal's id and secret stand in for it.
 *
 * @example
 * const ai = pipeline(databricks({ host: 'dbc-1234.cloud.databricks.com', model: 'databricks-claude-sonnet-4-5' }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown, or without a workspace
 */
export function databricks(options: DatabricksOptions = {}): Provider<DatabricksOperation> {
  checkOptions('databricks()', options, {
    ...httpOptionChecks,
    host: 'string',
    api: ['chat', 'responses'],
    route: ['serving-endpoints', 'invocations', 'ai-gateway'],
    clientId: 'string',
    clientSecret: (value) =>
      typeof value === 'string' || typeof value === 'function' ? undefined : 'a string or a function',
    tenantId: 'string',
    subjectToken: 'function',
    tokenURL: 'url',
  });
  const { host, api = 'chat', route = 'serving-endpoints', clientId: _, clientSecret: __, ...rest } = options;
  const { tenantId: ___, subjectToken: ____, tokenURL: _____, ...http } = rest;
  const baseURL = baseURLFor(options);
  const place = routeFor(route);
  const { chat, stream, complete, embed, models } = openaiOperations(dialect, {
    api,
    operations: ['chat', 'stream', 'complete', 'embed', 'models'],
  });
  return httpProvider<DatabricksOperation>(
    {
      id: 'databricks',
      name: 'Databricks',
      baseURL,
      auth: databricksAuth({ ...options, baseURL }),
      operations: {
        chat: movedOperation(api === 'responses' ? agentOperation(chat) : chat, place),
        stream: movedOperation(api === 'responses' ? agentOperation(stream) : stream, place),
        // Prompt completions have no place of their own: the endpoint's task decides.
        complete: movedOperation(complete, routeFor('invocations')),
        embed: movedOperation(embed, place),
        models,
        health,
        databricksInvoke: invokeDeclaration,
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-request-id', 'x-databricks-request-id'],
      // An endpoint that was scaled to zero takes minutes to come back.
      deadlines: { headers: 300_000, firstPart: 300_000 },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, baseURL },
  );
}

// The factory.
import type { AnyProvider, Call, Catalogue, Handler, OperationDeclaration, Provider } from '@kit/core';
import { type HandledOperation, type HttpProviderOptions, httpProvider } from '@kit/http';
import { apiOperations, isAtMantle } from './apis.ts';
import { bedrockAuth, bedrockIdentity, type Identity } from './auth/bedrock-auth.ts';
import { bedrockErrors } from './errors.ts';
import { withFetchedMedia } from './fetched-media.ts';
import { health } from './health.ts';
import { type BedrockService, hostOf, regionIn, regionOf, signingName } from './hosts.ts';
import { joinedProvider } from './joined-provider.ts';
import { agentRerank, modelsOperation, runtimeOperations } from './operations.ts';
import { type BedrockOptions, checkBedrockOptions } from './options.ts';

export type BedrockOperationName =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'video'
  | 'moderate'
  | 'countTokens'
  | 'models'
  | 'health';

/**
 * Amazon Bedrock. Needs a region (option, or `AWS_REGION`) and either a bearer key (option `apiKey`, or
 * `AWS_BEARER_TOKEN_BEDROCK`) or AWS credentials (option `credentials`, or `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`).
 *
 * @example
 * const ai = pipeline(bedrock({ region: 'eu-central-1', model: 'eu.anthropic.claude-sonnet-5' }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown, and where there is no region.
 */
export function bedrock(options: BedrockOptions = {}): Provider<BedrockOperationName> {
  checkBedrockOptions(options);
  const { api = 'converse', endpoint = 'runtime', baseModels, fetchMedia = false } = options;
  const service = serviceFactory(options);
  const { region } = service;
  const wires = apiOperations({ api, endpoint, baseModels });
  const { countTokens, ...chats } = wires;
  const atMantle = isAtMantle({ api, endpoint });
  const imitates = api !== 'converse' && api !== 'invoke';
  const countsAtMantle = atMantle && api === 'messages';
  const runtime = service.provider('runtime', {
    ...(!atMantle && chats),
    ...(!countsAtMantle && { countTokens }),
    ...runtimeOperations(baseModels),
  });
  const agent = service.provider('agentRuntime', { rerank: agentRerank({ region, baseModels }) });
  const control = service.provider('control', { models: modelsOperation(), health });
  const mantle =
    imitates &&
    service.provider('mantle', {
      ...(atMantle && chats),
      ...(countsAtMantle && { countTokens }),
      models: { load: async () => (await import('./routes/openai.ts')).mantleModels },
    });
  const throughInvoke = (call: Call) => api === 'invoke' || service.identity.usesBearer(call.context);
  const rerank = eitherRerank(runtime, agent, throughInvoke);
  const joined = joinedProvider<BedrockOperationName>([rerank, ...(mantle ? [mantle] : []), runtime, control, agent]);
  return fetchMedia === false ? joined : withFetchedMedia(joined, fetchMedia === true ? {} : fetchMedia);
}

type Declarations = { readonly [K in BedrockOperationName]?: OperationDeclaration<K> | HandledOperation<K> };

interface Services {
  readonly region: string | undefined;
  readonly identity: Identity;
  provider(service: BedrockService, operations: Declarations): AnyProvider;
}

/** Makes the providers of single services; they share who asks, and all options but the address. */
function serviceFactory(options: BedrockOptions): Services {
  const { apiKey, credentials, profile, id, headers, transport, deadlines, model, maxReplyBytes } = options;
  const region = regionOf(options) ?? regionIn(hostOf('runtime', options));
  const identity = bedrockIdentity({ apiKey, credentials, profile });
  const http: HttpProviderOptions = { id, headers, transport, deadlines, model, maxReplyBytes };
  const readErrors = bedrockErrors(region);
  return {
    region,
    identity,
    provider(service, operations) {
      return httpProvider<BedrockOperationName>(
        {
          id: 'bedrock',
          name: 'Amazon Bedrock',
          baseURL: hostOf(service, options),
          auth: bedrockAuth(identity, { region, service: signingName(service) }),
          operations: operations as Required<Declarations>,
          errors: (evidence) => {
            identity.clock.read(evidence, Date.now());
            return readErrors(evidence);
          },
          requestIdHeaders: ['x-amzn-requestid', 'x-amz-request-id', 'x-request-id'],
          catalogue,
        },
        http,
      ) as unknown as AnyProvider;
    },
  };
}

const catalogue = (): Promise<Catalogue> => import('./models.ts').then((models) => models.catalogue);

/** The agent runtime takes no bearer keys: with one, the model is asked through InvokeModel. */
function eitherRerank(runtime: AnyProvider, agent: AnyProvider, throughInvoke: (call: Call) => boolean): AnyProvider {
  const of = (call: Call) => (throughInvoke(call) ? runtime : agent);
  const rerank: Handler = (call) =>
    (of(call).handlers as Record<string, Handler>).rerank?.(call) as ReturnType<Handler>;
  return {
    ...agent,
    handlers: { rerank } as unknown as AnyProvider['handlers'],
    inspect: (call) => of(call).inspect?.(call) as ReturnType<NonNullable<AnyProvider['inspect']>>,
    events: undefined,
    close: undefined,
  };
}

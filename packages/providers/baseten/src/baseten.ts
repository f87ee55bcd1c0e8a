// The factory.
import { checkOptions, type Operation, type OperationDeclaration, type Provider } from '@kit/core';
import {
  bearerAuth,
  type HandledOperation,
  type HttpProviderOptions,
  headerAuth,
  healthOperation,
  httpOptionChecks,
  httpProvider,
} from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { type DeploymentOptions, deploymentChecks, deploymentOf, placeOf, withoutDeployment } from './deployment.ts';
import { dialectFor } from './dialect.ts';
import { embedOperation } from './embed.ts';
import { asyncOperation } from './predict/async.ts';
import { queueOperation, wakeOperation } from './predict/deployment-operations.ts';
import { foldPrediction, predictOperation, predictStreamOperation } from './predict/predict.ts';
import { rerankWire } from './rerank.ts';

export interface BasetenOptions extends HttpProviderOptions, DeploymentOptions {}

export type BasetenOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'models'
  | 'health'
  | 'basetenPredict'
  | 'basetenPredictStream'
  | 'basetenAsync'
  | 'basetenQueue'
  | 'basetenWake';

const modelAPIs = 'https://inference.baseten.co/v1';

/**
 * Baseten: its model APIs, or a deployment of one's own where `modelId`, `chainId` or `modelURL` is said. The key is
 * `options.apiKey` or the environment variable BASETEN_API_KEY.
 *
 * @example
 * const ai = pipeline(baseten());
 * const { text } = await ai.chat({ model: 'zai-org/GLM-5.2', messages: [user('Hi')] });
 * const own = pipeline(baseten({ modelId: 'abcd1234' }));
 * const { output } = await own.basetenPredict({ input: { prompt: 'Hi' } });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function baseten(options: BasetenOptions = {}): Provider<BasetenOperation> {
  checkOptions('baseten()', options, { ...httpOptionChecks, ...deploymentChecks });
  const { modelId, chainId, environment, deploymentId, regional, modelURL, ...http } = options;
  const deployment = deploymentOf({ modelId, chainId, environment, deploymentId, regional, modelURL });
  const isChain = deployment?.kind === 'chain';
  // Whoever names an address knows what is there.
  const isDedicated = deployment !== undefined || http.baseURL !== undefined;
  const openai = openaiOperations(dialectFor(deployment), {
    operations: ['chat', 'stream', 'complete', 'embed', 'models'],
  });
  type Declared<K extends Operation> = OperationDeclaration<K> | HandledOperation<K>;
  /** A chain has no OpenAI-like face. */
  const facing = <K extends Operation>(operation: Declared<K>, name: string): Declared<K> =>
    isChain ? withoutDeployment<K>(name, 'A chain is called with basetenPredict') : operation;
  const own = <K extends Operation>(operation: Declared<K>, name: string): Declared<K> =>
    isDedicated ? operation : withoutDeployment<K>(name);
  const key = { apiKey: http.apiKey, environment: ['BASETEN_API_KEY'], owner: 'Baseten' };
  return httpProvider<BasetenOperation>(
    {
      id: 'baseten',
      name: 'Baseten',
      baseURL: deployment ? `${placeOf(deployment)}/sync/v1` : modelAPIs,
      auth: deployment ? headerAuth({ ...key, header: 'authorization', prefix: 'Api-Key ' }) : bearerAuth(key),
      operations: {
        chat: facing(openai.chat, 'chat'),
        stream: facing(openai.stream, 'stream'),
        complete: facing(own(openai.complete, 'complete'), 'complete'),
        embed: facing(own(embedOperation(openai.embed), 'embed'), 'embed'),
        rerank: facing(own(rerankOperation(rerankWire), 'rerank'), 'rerank'),
        models: facing(openai.models, 'models'),
        health: deployment
          ? healthOperation({ ask: (_call, codec) => queueOperation.ask(codec) })
          : healthOperation({ ask: { method: 'GET', path: '/models' } }),
        basetenPredict: own(predictOperation(deployment), 'basetenPredict'),
        basetenPredictStream: own(predictStreamOperation(deployment), 'basetenPredictStream'),
        basetenAsync: own(asyncOperation(deployment), 'basetenAsync'),
        basetenQueue: own(queueOperation.operation, 'basetenQueue'),
        basetenWake: own(wakeOperation(deployment), 'basetenWake'),
      },
      folds: { basetenPredictStream: foldPrediction },
      ...(deployment && {
        modelOptional: ['chat', 'stream', 'complete', 'embed', 'rerank'] as const,
        // A deployment that is scaled to zero has to start first.
        deadlines: { firstPart: 600_000 },
      }),
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-baseten-request-id', 'x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}

// The factory.
import { type Handler, mergeDeadlines, type Operation, type Provider } from '@kit/core';
import { type Auth, bearerAuth, headerAuth, type HttpProviderDefinition, type HttpProviderOptions, httpProvider, noAuth, nodeTransport } from '@kit/http';
import type { OpenaiDialect } from '@kit/transformer-openai';
import { dialectOf, type Learned, learning } from './dialect.ts';
import { errors } from './errors.ts';
import { type Declarations, declarationsFor } from './operations.ts';
import { type Address, addressOf, type OpenaiCompatibleOptions, serverFor } from './options.ts';
import type { PresetName, PresetOperation } from './presets/index.ts';
import type { CompatibleApi, CompatibleOperation, Preset } from './presets/preset.ts';
import { withoutRefusedStreamOptions } from './stream-options.ts';
import { hyperbolicOperations } from './vendors/hyperbolic.ts';
import { followingModal, modalAuth } from './vendors/modal.ts';
import { nvidiaQueue, queuedChat } from './vendors/nvidia-queue.ts';

/** Operations that a server without a preset is offered; which of them it has is for its own answers to say. */
export type UnknownServerOperation = Exclude<CompatibleOperation, 'countTokens'>;

/**
 * A server that speaks OpenAI's wire: by its preset, or by its address alone.
 *
 * @example
 * const ai = pipeline(openaiCompatible({ preset: 'vllm', model: 'Qwen/Qwen3-8B' }));
 * const own = pipeline(openaiCompatible({ name: 'my-server', baseURL: 'https://llm.example/v1', apiKey }));
 *
 * @throws KitError `config` for an option that is wrong or unknown, or where nobody knows the server's address.
 */
export function openaiCompatible<P extends PresetName>(options: OpenaiCompatibleOptions & { readonly preset: P }): Provider<PresetOperation<P>>;
export function openaiCompatible(options?: OpenaiCompatibleOptions): Provider<UnknownServerOperation>;
export function openaiCompatible(options: OpenaiCompatibleOptions = {}): Provider<Operation> {
  const server = serverFor(options);
  const { preset, api = 'chat' } = options;
  const learned: Learned = { noStreamOptions: false };
  const dialect = learning(dialectOf(server.dialect, options.dialect), learned);
  const making: Making = { server, dialect, options, api, auth: authFor(server, options), address: addressOf(server, options), transport: transportFor(options) };
  const made = [providerFor(making, preset === 'nvidia' ? { chat: queuedChat(dialect.chat ?? {}) } : preset === 'hyperbolic' ? hyperbolicOperations : undefined)];
  const [main] = made as [Provider<CompatibleOperation>];
  const handlers: Partial<Record<CompatibleOperation, unknown>> = { ...main.handlers };
  const inspectors = new Map<string, Provider<CompatibleOperation>>();
  const moved = making.address.own ? elsewhere(making) : [];
  for (const { operations, provider } of moved) {
    made.push(provider);
    for (const operation of operations) {
      handlers[operation] = provider.handlers[operation];
      inspectors.set(operation, provider);
    }
  }
  if (api === 'chat') handlers.stream = withoutRefusedStreamOptions(handlers.stream as Handler<'stream'>, learned);
  const closing: { close?(): Promise<void> }[] = [...made];
  if (preset === 'nvidia' && api === 'chat') {
    const queue = nvidiaQueue(handlers.chat as Handler<'chat'>, { auth: making.auth, dialect: dialect.chat ?? {}, options: httpOptions(making), baseURL: making.address.own ? undefined : making.address.baseURL });
    handlers.chat = queue.chat;
    closing.push(queue);
  }
  if (making.transport && !options.transport) closing.push(making.transport as { close?(): Promise<void> });
  return {
    ...main,
    handlers: handlers as Provider<Operation>['handlers'],
    inspect: (call) => (inspectors.get(call.operation) ?? main).inspect?.(call) as ReturnType<NonNullable<Provider['inspect']>>,
    async close() {
      for (const part of closing) await part.close?.();
    },
  } as Provider<Operation>;
}

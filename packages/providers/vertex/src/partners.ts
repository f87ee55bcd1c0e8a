// What partners' models speak: loaded with the first call to one of them.
import type { Operation, OperationDeclaration } from '@kit/core';
import { movedOperation, rewrittenOperation } from '@kit/http';
import { anthropicOperations } from '@kit/transformer-anthropic';
import { openaiOperations } from '@kit/transformer-openai';
import { labelled } from './claude-labels.ts';
import { claudeCountDialect, claudeDialect, mistralDialect, openDialect } from './partner-dialects.ts';
import { vertexModel } from './publishers.ts';

const claude = anthropicOperations(claudeDialect);
const mistral = openaiOperations(mistralDialect, { operations: ['chat', 'stream', 'complete'] });
const open = openaiOperations(openDialect, { operations: ['chat', 'stream'] });

const raw = <K extends Operation>(declaration: OperationDeclaration<K>, verb: 'rawPredict' | 'streamRawPredict') =>
  movedOperation(
    declaration,
    (_, request) => `/${vertexModel((request as { model?: string }).model ?? '').path}:${verb}`,
  );

/** Open models share an endpoint; one that was deployed by hand has its own. */
const atEndpoint = <K extends 'chat' | 'stream'>(declaration: OperationDeclaration<K>) =>
  movedOperation(
    declaration,
    (_, request) => `/${vertexModel((request as { model?: string }).model ?? '').path}/chat/completions`,
  );

/** The body has the name without the version that the path has: `mistral-small-2503@001`. */
const named = <K extends 'chat' | 'stream' | 'complete'>(declaration: OperationDeclaration<K>) =>
  rewrittenOperation(declaration, (wire, { model = '' }) => {
    if (wire.body?.type !== 'json') return wire;
    const { name, wire: spoken } = vertexModel(model);
    const value = { ...(wire.body.value as object), model: spoken === 'mistral' ? name.replace(/@.*$/, '') : name };
    return { ...wire, body: { type: 'json', value } };
  });

export const chats = {
  anthropic: { chat: labelled(claude.chat), stream: labelled(claude.stream) },
  mistral: { chat: named(raw(mistral.chat, 'rawPredict')), stream: named(raw(mistral.stream, 'streamRawPredict')) },
  openai: { chat: named(atEndpoint(open.chat)), stream: named(atEndpoint(open.stream)) },
} as const;

/** Filling in the middle: Codestral. */
export const complete = named(raw(mistral.complete, 'rawPredict'));

export const countTokens = anthropicOperations(claudeCountDialect).countTokens;

// A declared operation with other requests: at another place, with another body.
import type {
  CodecContext,
  Encoded,
  Endpoint,
  LoadedDeclaration,
  Operation,
  OperationDeclaration,
  PlainDeclaration,
  RequestOf,
  StreamTransformer,
  Transformer,
  Warning,
  WireRequest,
} from '@kit/core';

/** Answers where a request goes, from where it would have gone. */
export type MovePath<K extends Operation> = (path: string, request: RequestOf<K>) => string;
/** Answers what is sent, from what would have been sent. */
export type RewriteRequest<K extends Operation> = (
  wire: WireRequest,
  request: RequestOf<K>,
  ask: RewriteAsk,
) => WireRequest;

/** Answers what is encoded instead of the request. */
export type RewriteBefore<K extends Operation> = (request: RequestOf<K>) => RequestOf<K>;

export interface RewriteAsk {
  readonly context: CodecContext;
  /** Grows by what cannot be said. */
  readonly warnings: Warning[];
}

/**
 * The same operation elsewhere: `move` is told the path that the endpoint or the encoder has chosen. `endpoint` replaces
 * what else the endpoint says (host, query, headers).
 *
 * @example
 * movedOperation(embed, (path, { model }) => `/deployments/${model}${path}`)
 */
export function movedOperation<K extends Operation>(
  declaration: OperationDeclaration<K>,
  move: MovePath<K>,
  endpoint: Partial<Omit<Endpoint<K>, 'path'>> = {},
): OperationDeclaration<K> {
  if ('load' in declaration) return onceLoaded(declaration, (loaded) => movedOperation(loaded, move, endpoint));
  const { path } = declaration.endpoint;
  const there: Endpoint<K> = {
    ...declaration.endpoint,
    ...endpoint,
    path: (request) => move(typeof path === 'string' ? path : path(request), request),
  };
  const moved = rewrittenOperation(declaration, (wire, request) =>
    wire.path === undefined ? wire : { ...wire, path: move(wire.path, request) },
  );
  return { ...moved, endpoint: there } as OperationDeclaration<K>;
}

/**
 * The same operation with its encoded requests changed: a field that this vendor wants in a header, a wrapped body.
 * `before` takes out what the encoder would warn about; `rewrite` is told the request as it was.
 */
export function rewrittenOperation<K extends Operation>(
  declaration: OperationDeclaration<K>,
  rewrite: RewriteRequest<K>,
  before: RewriteBefore<K> = (request) => request,
): OperationDeclaration<K> {
  if ('load' in declaration)
    return onceLoaded(declaration, (loaded) => rewrittenOperation(loaded, rewrite, before), before);
  const { endpoint } = declaration;
  const changes = { rewrite, before };
  if ('transformer' in declaration) return { endpoint, transformer: rewriting(declaration.transformer, changes) };
  return { endpoint, streamTransformer: rewriting(declaration.streamTransformer, changes) };
}

/** A declaration that is changed when it has been loaded. What fits the plain one is what the encoder gets. */
function onceLoaded<K extends Operation>(
  { load, plain }: LoadedDeclaration<K>,
  change: (loaded: OperationDeclaration<K>) => OperationDeclaration<K>,
  before: RewriteBefore<K> = (request) => request,
): LoadedDeclaration<K> {
  return {
    load: async () => change(await load()),
    ...(plain && {
      plain: {
        fits: (request: RequestOf<K>) => plain.fits(before(request)),
        // Only encoders are changed, and those of plain transformers are like any other.
        load: async () => change((await plain.load()) as OperationDeclaration<K>) as PlainDeclaration<K>,
      },
    }),
  };
}

function rewriting<K extends Operation, T extends Transformer<K> | StreamTransformer<K>>(
  transformer: T,
  { rewrite, before }: { readonly rewrite: RewriteRequest<K>; readonly before: RewriteBefore<K> },
): T {
  // Transformers may be classes, whose members a copy would lose.
  const rewritten: T = Object.create(transformer);
  const encode = (request: RequestOf<K>, context: CodecContext): Encoded<unknown> => {
    const encoded = transformer.encode(before(request), context);
    const warnings: Warning[] = [];
    const wire = rewrite(encoded.wire, request, { context, warnings });
    if (wire === encoded.wire && warnings.length === 0) return encoded;
    return { ...encoded, wire, warnings: [...encoded.warnings, ...warnings] };
  };
  return Object.assign(rewritten, { encode });
}

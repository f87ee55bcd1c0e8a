// The AI Gateway: which one, what it is told with every request, and who asks.
import type { Operation, OperationDeclaration } from '@kit/core';
import { type ApiKey, type Auth, bearerAuth, keyAuth, movedOperation } from '@kit/http';

export interface CloudflareGateway {
  readonly id: string;
  /**
   * `true`: calls of chat go to the gateway's own unified address (`/compat`), whose models are named `provider/model`
   * (`workers-ai/@cf/…`, `openai/…`, `dynamic/<route>`). Default `false`: to the API, which passes them through the gateway.
   */
  readonly compat?: boolean;
  /** Key of the model's vendor, beside Cloudflare's token. Absent where the gateway keeps it (BYOK, unified billing). */
  readonly vendorKey?: ApiKey;
  /** Which of several stored keys. */
  readonly byokAlias?: string;
  readonly skipCache?: boolean;
  readonly cacheTtlSeconds?: number;
  readonly cacheKey?: string;
  /** At most five entries, for the gateway's logs. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  readonly collectLog?: boolean;
  readonly requestTimeoutMs?: number;
  /** The gateway's own retries. */
  readonly maxAttempts?: number;
  readonly retryDelayMs?: number;
  readonly backoff?: 'constant' | 'linear' | 'exponential';
  /** Zero data retention. */
  readonly zdr?: boolean;
}

export function gatewayOf(given: string | CloudflareGateway | undefined): CloudflareGateway | undefined {
  return typeof given === 'string' ? { id: given } : given;
}

/** One call says otherwise by its `headers`. */
export function gatewayHeaders(gateway: CloudflareGateway | undefined): Record<string, string> {
  if (!gateway) return {};
  const { id, compat, metadata } = gateway;
  const said: Readonly<Record<string, string | number | boolean | undefined>> = {
    'cf-aig-gateway-id': compat ? undefined : id,
    'cf-aig-byok-alias': gateway.byokAlias,
    'cf-aig-skip-cache': gateway.skipCache,
    'cf-aig-cache-ttl': gateway.cacheTtlSeconds,
    'cf-aig-cache-key': gateway.cacheKey,
    'cf-aig-metadata': metadata && JSON.stringify(metadata),
    'cf-aig-collect-log': gateway.collectLog,
    'cf-aig-request-timeout': gateway.requestTimeoutMs,
    'cf-aig-max-attempts': gateway.maxAttempts,
    'cf-aig-retry-delay': gateway.retryDelayMs,
    'cf-aig-backoff': gateway.backoff,
    'cf-aig-zdr': gateway.zdr,
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** At the gateway's own address its token has a header of its own: `authorization` is the vendor's. */
export function cloudflareAuth(apiKey: ApiKey | undefined, gateway: CloudflareGateway | undefined): Auth {
  const owner = 'Cloudflare';
  const environment = ['CLOUDFLARE_API_TOKEN'];
  if (!gateway?.compat) return bearerAuth({ apiKey, environment, owner });
  const token = keyAuth({ apiKey, environment: ['CF_AIG_TOKEN', ...environment], owner }, (request, key) => {
    request.headers['cf-aig-authorization'] = `Bearer ${key}`;
  });
  const { vendorKey } = gateway;
  if (vendorKey === undefined) return token;
  const vendor = bearerAuth({ apiKey: vendorKey, owner, option: 'gateway.vendorKey' });
  return {
    ...token,
    async acquire(context) {
      const own = await token.acquire(context);
      // Credentials of the call are Cloudflare's; the vendor's key is the house's.
      const theirs = context.credentials ? undefined : await vendor.acquire(context);
      return {
        ...(own.label !== undefined && { label: own.label }),
        async apply(request) {
          await own.apply(request);
          await theirs?.apply(request);
        },
        settle: (outcome) => own.settle?.(outcome),
      };
    },
  };
}

/** `/v1/chat/completions` of the API is `/compat/chat/completions` at the gateway. */
export function throughCompat<K extends Operation>(
  declaration: OperationDeclaration<K>,
  gateway: CloudflareGateway | undefined,
): OperationDeclaration<K> {
  return gateway?.compat ? movedOperation(declaration, (path) => path.replace(/^\/v1/, '/compat')) : declaration;
}

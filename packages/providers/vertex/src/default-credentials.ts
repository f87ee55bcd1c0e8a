// Application default credentials and workload identity, through google-auth-library: who does not need it does not load it.
import { isKitError, KitError } from '@kit/core';
import type { Auth, Grant } from '@kit/http';

/** As much of google-auth-library as is used. */
interface GoogleAuthLibrary {
  readonly GoogleAuth: new (options: { readonly scopes: readonly string[] }) => GoogleAuthLike;
}
interface GoogleAuthLike {
  getClient(): Promise<AuthClientLike>;
}
interface AuthClientLike {
  credentials?: object;
  getAccessToken(): Promise<{ readonly token?: string | null }>;
}

const scopes = ['https://www.googleapis.com/auth/cloud-platform'];

/**
 * The file that GOOGLE_APPLICATION_CREDENTIALS names (service account, user, workload identity federation, impersonation),
 * the one of the gcloud command, or the machine's own account. The library keeps its tokens and renews them.
 */
export function defaultCredentials(load: () => Promise<GoogleAuthLibrary> = importLibrary): Auth {
  let finding: Promise<AuthClientLike> | undefined;
  let refused: string | undefined;
  const client = () => {
    finding ??= load()
      .catch(notInstalled)
      .then(({ GoogleAuth }) => new GoogleAuth({ scopes }).getClient());
    finding.catch(() => {
      finding = undefined;
    });
    return finding;
  };
  return {
    async acquire(): Promise<Grant> {
      const token = await tokenOf(client, refused);
      return {
        label: 'default credentials',
        renewable: true,
        apply(request) {
          request.headers.authorization = `Bearer ${token}`;
        },
        settle({ error }) {
          if (error?.code === 'authentication') refused = token;
        },
      };
    },
    preview(request) {
      request.headers.authorization = 'Bearer not-exchanged-for-inspection';
    },
  };
}

/** A token that was refused is forgotten, also by the library. @throws KitError */
async function tokenOf(client: () => Promise<AuthClientLike>, refused: string | undefined): Promise<string> {
  try {
    const found = await client();
    const { token } = await found.getAccessToken();
    if (token && token !== refused) return token;
    found.credentials = {};
    const fresh = (await found.getAccessToken()).token;
    if (fresh) return fresh;
  } catch (cause) {
    if (cause instanceof KitError) throw cause;
    throw noCredentials(cause);
  }
  throw noCredentials(undefined);
}

const noCredentials = (cause: unknown) =>
  new KitError(
    'authentication',
    'Vertex: Google found no credentials: set `accessToken` or `serviceAccount`, the environment variable GOOGLE_APPLICATION_CREDENTIALS, or run `gcloud auth application-default login`.',
    { cause, field: 'accessToken' },
  );

/** Bundlers that find no such package leave an import alone whose failure is caught where it stands. */
const importLibrary = () =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ 'google-auth-library').catch(
    notInstalled,
  ) as unknown as Promise<GoogleAuthLibrary>;

function notInstalled(cause: unknown): never {
  if (isKitError(cause)) throw cause;
  throw new KitError(
    'config',
    'vertex(): credentials of the environment need the package google-auth-library: install it, or set `accessToken` or `serviceAccount`.',
    { cause, field: 'accessToken' },
  );
}

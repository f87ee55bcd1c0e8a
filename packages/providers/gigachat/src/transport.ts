// Connections to GigaChat: its certificates come from an authority that no system knows by itself.
import { isKitError, KitError, type Transport } from '@kit/core';
import { type NodeTransportOptions, nodeTransport, type RuntimeFiles, readEnvironment, runtimeFiles } from '@kit/http';
import type { GigachatOptions } from './options.ts';

export interface GigachatTransport {
  readonly transport: Transport;
  close(): Promise<void>;
}

/** The caller's transport, or one of our own with the certificates that options and environment name. */
export function gigachatTransport(options: GigachatOptions): GigachatTransport {
  const own = options.transport ? undefined : ownTransport(options);
  const transport = options.transport ?? (own as GigachatTransport).transport;
  return { transport: explained(transport), close: () => own?.close() ?? Promise.resolve() };
}

function ownTransport({ ca, cert, key }: GigachatOptions): GigachatTransport {
  const files = {
    ca: readEnvironment('GIGACHAT_CA_BUNDLE_FILE'),
    cert: readEnvironment('GIGACHAT_CERT_FILE'),
    key: readEnvironment('GIGACHAT_KEY_FILE'),
  };
  const given = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  const missing = Object.entries(files).filter(([name, path]) => path !== undefined && !Object.hasOwn(given, name)) as [
    string,
    string,
  ][];
  if (missing.length === 0) {
    const transport = nodeTransport(given);
    return { transport, close: () => transport.close() };
  }
  // Files are read with the first request.
  let loading: Promise<ReturnType<typeof nodeTransport>> | undefined;
  const load = () => (loading ??= readFiles(missing).then((read) => nodeTransport({ ...read, ...given })));
  return {
    transport: async (request, how) => (await load())(request, how),
    close: async () => (await loading?.catch(() => undefined))?.close(),
  };
}

async function readFiles(paths: readonly (readonly [name: string, path: string])[]): Promise<NodeTransportOptions> {
  const files = fileSystem();
  const read = async ([name, path]: readonly [string, string]) => {
    try {
      return [name, await files.readFile(path, 'utf8')] as const;
    } catch (cause) {
      throw new KitError('config', `GigaChat: the certificate file ${path} cannot be read.`, { cause, field: name });
    }
  };
  return Object.fromEntries(await Promise.all(paths.map(read)));
}

/** @throws KitError `config` where there are no files */
function fileSystem(): RuntimeFiles {
  const files = runtimeFiles();
  if (files) return files;
  throw new KitError(
    'config',
    'GigaChat: certificates are read from files only on Node. Give the options `ca`, `cert` and `key`.',
    {
      field: 'ca',
    },
  );
}

const unknownAuthority =
  /UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT/;

/** A failed handshake is a matter of configuration here, and the error says which. */
function explained(transport: Transport): Transport {
  return async (request, options) => {
    try {
      return await transport(request, options);
    } catch (error) {
      const code = isKitError(error, 'network') ? unknownAuthority.exec(error.message)?.[0] : undefined;
      if (code === undefined) throw error;
      throw new KitError(
        'config',
        `GigaChat: the server's certificate comes from an authority that is not known here (${code}). Give the Russian Trusted Root CA: option \`ca\`, GIGACHAT_CA_BUNDLE_FILE, or NODE_EXTRA_CA_CERTS.`,
        { cause: error, field: 'ca' },
      );
    }
  };
}

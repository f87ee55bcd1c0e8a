// Where the server is: `OLLAMA_HOST` as the server and its clients read it. Scheme, host and port may each be missing.

const defaultHost = '127.0.0.1';
const defaultPort = '11434';
/** Addresses that a server listens on and nobody can connect to. */
const unspecified: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

/** The base URL for a value of `OLLAMA_HOST`; the local server's if it is unset or empty. */
export function hostURL(value: string | undefined): string {
  const given = value?.trim() ?? '';
  if (given === 'ollama.com') return 'https://ollama.com';
  const [, scheme = 'http', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(given) ?? [];
  const [authority = '', ...path] = rest.split('/');
  const { host, port } = hostAndPort(authority, portOf(given, scheme.toLowerCase()));
  const prefix = path.join('/').replace(/\/+$/, '');
  return `${scheme.toLowerCase()}://${unspecified[host] ?? host}:${port}${prefix && `/${prefix}`}`;
}

/** The port that stands for none: a scheme that is written out brings its own. */
function portOf(given: string, scheme: string): string {
  if (!given.includes('://')) return defaultPort;
  return scheme === 'https' ? '443' : '80';
}

function hostAndPort(authority: string, port: string): { readonly host: string; readonly port: string } {
  const bracket = authority.lastIndexOf(']');
  const colon = authority.lastIndexOf(':');
  // Several colons without brackets are an IPv6 address, not a port.
  const isBare = bracket < 0 && authority.indexOf(':') !== colon;
  if (isBare) return { host: `[${authority}]`, port };
  if (colon <= bracket) return { host: authority || defaultHost, port };
  const written = authority.slice(colon + 1);
  const isPort = /^\d{1,5}$/.test(written) && Number(written) <= 65_535;
  return { host: authority.slice(0, colon) || defaultHost, port: isPort ? written : port };
}

/** True for the vendor's own cloud, the one endpoint that wants a key. */
export function isCloud(baseURL: string): boolean {
  try {
    const { protocol, hostname } = new URL(baseURL);
    return protocol === 'https:' && (hostname === 'ollama.com' || hostname.endsWith('.ollama.com'));
  } catch {
    return false;
  }
}

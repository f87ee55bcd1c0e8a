// Which proxy a request goes through.
import { KitError } from '@kit/core';
import { readEnvironment } from '../auth/read-environment.ts';

export interface ProxyServer {
  readonly protocol: 'http:' | 'https:';
  /** Without brackets, also for IPv6. */
  readonly hostname: string;
  readonly port: number;
  /** Value of `proxy-authorization`, if the proxy's URL brings a user. */
  readonly authorization?: string;
}

type ChooseProxy = (origin: URL) => ProxyServer | undefined;

/** @throws KitError `config` for a proxy URL that cannot be used; its message never shows the URL's password. */
export function proxyChooser(option: string | false | undefined): ChooseProxy {
  if (option === false) return () => undefined;
  if (option !== undefined && option !== 'environment') {
    const proxy = parseProxy(option, 'proxy');
    return () => proxy;
  }
  // Read with the first request to an origin, so that a test or a start-up script can set them.
  return ({ protocol, hostname, port }) => {
    const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
    const value = readEnvironment(name.toLowerCase()) ?? readEnvironment(name);
    if (!value) return undefined;
    const except = readEnvironment('no_proxy') ?? readEnvironment('NO_PROXY') ?? '';
    if (bypasses(except, bare(hostname), Number(port) || defaultPort(protocol))) return undefined;
    return parseProxy(value.includes('://') ? value : `http://${value}`, name);
  };
}

/** NO_PROXY: host names with their subdomains, `.example.com` alike, `*.example.com` without the apex, `*`, ports. */
export function bypasses(except: string, hostname: string, port: number): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  for (const entry of except.toLowerCase().split(/[,\s]+/)) {
    if (entry === '') continue;
    const [name, entryPort] = splitPort(entry);
    if (entryPort !== undefined && entryPort !== port) continue;
    if (name === '*') return true;
    const wildcard = name.startsWith('*.');
    const suffix = name.replace(/^\*?\./, '').replace(/\.$/, '');
    if (suffix === '') continue;
    if ((!wildcard && host === suffix) || host.endsWith(`.${suffix}`)) return true;
  }
  return false;
}

function splitPort(entry: string): [name: string, port: number | undefined] {
  if (entry.startsWith('[')) {
    const close = entry.indexOf(']');
    const port = entry.slice(close + 1);
    return [entry.slice(1, close), port.startsWith(':') ? Number(port.slice(1)) : undefined];
  }
  const colon = entry.indexOf(':');
  // More than one colon: an IPv6 address without a port.
  if (colon < 0 || entry.indexOf(':', colon + 1) >= 0) return [entry, undefined];
  return [entry.slice(0, colon), Number(entry.slice(colon + 1))];
}

function parseProxy(value: string, name: string): ProxyServer {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw new KitError('config', `\`${name}\` must be the URL of an HTTP proxy, for example "http://localhost:3128".`, {
      field: name,
    });
  }
  const { protocol, hostname, port, username, password } = url;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new KitError('config', `\`${name}\`: a proxy of kind "${protocol}" is not supported; use an HTTP proxy.`, {
      field: name,
    });
  }
  const user = username === '' ? undefined : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    protocol,
    hostname: bare(hostname),
    port: Number(port) || defaultPort(protocol),
    ...(user !== undefined && {
      authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(user)))}`,
    }),
  };
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');
const defaultPort = (protocol: string) => (protocol === 'https:' ? 443 : 80);

// Which addresses belong to the public internet. Everything else is somebody's inside.

/** True for a public IP address. False for private, loopback, link-local, multicast and reserved ones, and for what is none. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').split('%', 1)[0] as string;
  const v4 = ipv4Of(bare);
  if (v4 !== undefined) return isPublicV4(v4);
  const groups = ipv6Of(bare);
  return groups !== undefined && isPublicV6(groups);
}

/** True if the host of a URL is an IP address and not a name. */
export function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || ipv4Of(hostname) !== undefined || ipv6Of(hostname) !== undefined;
}

type Block = readonly [first: string, bits: number];

// IANA special-purpose address registry (RFC 6890 and later).
const blocksV4: readonly Block[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

function isPublicV4(address: number): boolean {
  return !blocksV4.some(
    ([first, bits]) =>
      Math.floor(address / 2 ** (32 - bits)) === Math.floor((ipv4Of(first) as number) / 2 ** (32 - bits)),
  );
}

function isPublicV6(groups: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  const embedded = g * 65_536 + h;
  // Addresses of the other family in disguise: mapped (::ffff:a.b.c.d), NAT64 (64:ff9b::), 6to4 (2002::).
  if (a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && f === 0xffff) return isPublicV4(embedded);
  if (a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0) return isPublicV4(embedded);
  if (a === 0x2002) return isPublicV4(b * 65_536 + c);
  // Global unicast is 2000::/3; documentation, benchmarking and tunnels are in it and are not public.
  if ((a & 0xe000) !== 0x2000) return false;
  return !(a === 0x2001 && (b === 0xdb8 || b < 0x200)) && a !== 0x3fff;
}

function ipv4Of(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const bytes = match.slice(1).map(Number);
  return bytes.every((byte) => byte < 256) ? bytes.reduce((sum, byte) => sum * 256 + byte, 0) : undefined;
}

function ipv6Of(text: string): number[] | undefined {
  if (!text.includes(':')) return undefined;
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = groupsOf(left);
  const after = right === undefined ? [] : groupsOf(right);
  if (!before || !after) return undefined;
  const missing = 8 - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...new Array<number>(missing).fill(0), ...after];
}

function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  for (const piece of text.split(':')) {
    const v4 = ipv4Of(piece);
    if (v4 !== undefined) groups.push(Math.floor(v4 / 65_536), v4 % 65_536);
    else if (/^[0-9a-f]{1,4}$/i.test(piece)) groups.push(Number.parseInt(piece, 16));
    else return undefined;
  }
  return groups;
}

// Addresses that a vendor's own clients take as the host alone, and everybody else with the prefix of its API.

/** `address` as it is, or with `path` behind it where it has none: `https://api.acme.example` → `https://api.acme.example/v1`. */
export function addressWithPath(address: string, path: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  return url.pathname === '/' ? `${url.origin}${path}${url.search}` : address;
}

import { isIP } from 'node:net';

/**
 * The network that an address lies in, in CIDR notation: /24 of IPv4, /48 of IPv6, the least that is routed by itself and what
 * one site is given. An IPv4 address written as IPv6 (RFC 4291 §2.5.5.2) is the IPv4 address. Null for what is no address.
 */
export function subnetOf(ip: string | null): string | null {
  const [address = ''] = (ip ?? '').split('%'); // a link-local address may name its interface
  const version = isIP(address);
  if (version === 0) return null;
  if (version === 4) return subnetOf4(address.split('.'));
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return subnetOf4([groups[6]! >> 8, groups[6]! & 0xff, groups[7]! >> 8]);
  const prefix = groups.slice(0, 3).map((group) => group.toString(16)).join(':');
  return `${prefix.replace(/(^|:)0(:0)*$/, '')}::/48`;
}

function subnetOf4(octets: readonly (string | number)[]): string {
  return `${octets.slice(0, 3).join('.')}.0/24`;
}

/** All eight. A URL's host is parsed into one spelling, whichever of the many (RFC 5952 §2) it came in. */
function groupsOf(address: string): number[] {
  const spelling = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = spelling.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}

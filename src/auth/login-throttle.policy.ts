import { LONGEST_WAIT, waitAfter } from '../protocol/backoff.js';

/** Wrong passwords before anybody waits: for one name from one address, and for one address whatever the name. */
export const FREE_FAILURES = { pair: 5, address: 20 } as const;

/** Seconds to wait after 0, 1, 2 … failures; the last stands for all that follow. */
export function waits(free: number): number[] {
  const steps = free + Math.ceil(Math.log2(LONGEST_WAIT)) + 1;
  return Array.from({ length: steps }, (_, failures) => waitAfter(failures, free));
}

/** What counts as one address: an IPv4 address, or the /64 network that one IPv6 subscriber has. */
export function networkOf(ip: string): string {
  const [address = ''] = ip.toLowerCase().split('%');
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:([\d.]+)$/.exec(address);
  if (mapped) return mapped[1]!;
  const [head = [], tail] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const groups = [...head, ...Array.from({ length: tail ? 8 - head.length - tail.length : 0 }, () => '0'), ...(tail ?? [])];
  return groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

import { isIP } from 'node:net';

/** Who is on the wire: what the ledger and the log know of a request before anybody has identified himself. */
export interface Caller {
  /** Sent back as `X-Request-Id`. */
  requestId: string;
  /** By the trusted-proxy rule of TRUST_PROXY; null when the proxy told of none. */
  ip: string | null;
  userAgent: string | null;
}

/** What of a Fastify request makes a caller. */
interface RequestOnTheWire {
  id: string;
  ip: string;
  headers: { 'user-agent'?: string };
}

const LONGEST_AGENT = 512;

export function callerOf({ id, ip, headers }: RequestOnTheWire): Caller {
  // eslint-disable-next-line no-control-regex -- PostgreSQL takes no NUL, a log no control characters
  const userAgent = headers['user-agent']?.replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, LONGEST_AGENT) ?? null;
  const [address = ''] = ip.split('%'); // a link-local address may name its interface
  return { requestId: id, ip: isIP(address) ? address : null, userAgent };
}

/** Loopback hosts of RFC 8252 §7.3; `localhost` too, because that is what developers register. */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Schemes a browser would act upon itself. */
const DANGEROUS = new Set(['javascript:', 'data:', 'file:', 'blob:', 'vbscript:', 'about:', 'ftp:', 'ws:', 'wss:', 'view-source:', 'filesystem:']);

/**
 * May this be registered? https anywhere; http on a loopback host; for a native application also a scheme of its own with a
 * dot in it (RFC 8252 §7.1). Never a fragment (RFC 6749 §3.1.2), a wildcard or credentials.
 */
export function isRegistrableRedirectUri(uri: string, applicationType: string): boolean {
  if (!URL.canParse(uri) || /[\s*#\\]/.test(uri)) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  if (username || password || DANGEROUS.has(protocol)) return false;
  if (protocol === 'https:') return true;
  if (protocol === 'http:') return LOOPBACK.has(hostname);
  return applicationType === 'native' && protocol.includes('.');
}

/**
 * RFC 9700 §2.1: exact string comparison, save that the port is free on a native application's loopback address
 * (RFC 8252 §7.3).
 */
export function matchesRedirectUri(presented: string, registered: readonly string[], applicationType: string): boolean {
  if (registered.includes(presented)) return true;
  if (applicationType !== 'native') return false;
  const portless = withoutLoopbackPort(presented);
  return portless !== null && registered.some((uri) => withoutLoopbackPort(uri) === portless);
}

function withoutLoopbackPort(uri: string): string | null {
  const parts = /^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?([/?][^#\s\\]*)?$/.exec(uri);
  return parts ? `${parts[1]}${parts[2] ?? ''}` : null;
}

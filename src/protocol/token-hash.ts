import { hash } from 'node:crypto';

/** `at_hash` (OpenID Connect Core §3.1.3.6): the left half of the hash that the ID token's `alg` uses, as base64url. */
export function tokenHash(token: string, alg: string): string {
  const bits = alg === 'EdDSA' ? 512 : /\d{3}$/.exec(alg)?.[0]; // Ed25519, our only EdDSA, hashes with SHA-512 (RFC 8032 §5.1)
  if (!bits) throw new TypeError(`no hash is known for ${alg}`);
  const digest = hash(`sha${bits}`, token, 'buffer');
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

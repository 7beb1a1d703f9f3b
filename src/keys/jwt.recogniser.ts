import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import type { EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import { SigningKey } from './signing-key.entity.js';

/** What a string is to us as a JWT; `signed`: by a key of ours, one that is gone too. */
export type RecognisedJwt =
  | { finding: 'malformed' | 'wrong_signature' }
  | { finding: 'other_issuer'; issuer: string | null }
  | { finding: 'signed'; typ: string | null; claims: JWTPayload; keyCompromisedAt: Date | null };

/** Tells tokens that we signed from others, for those who ask what a string is. Whether one still lives is the verifier's question. */
@Injectable()
export class JwtRecogniser {
  constructor(private readonly settings: Settings) {}

  async recognise(manager: EntityManager, token: string): Promise<RecognisedJwt> {
    const parts = takeApart(token);
    if (!parts) return { finding: 'malformed' };
    const { header, claims } = parts;
    if (claims.iss !== this.settings.issuer) return { finding: 'other_issuer', issuer: originOf(claims.iss) };
    const key = header.kid ? await manager.findOneBy(SigningKey, { kid: header.kid }) : null;
    if (!key || !(await isSignedBy(key, token))) return { finding: 'wrong_signature' };
    return { finding: 'signed', typ: header.typ ?? null, claims, keyCompromisedAt: key.compromisedAt };
  }
}

function takeApart(token: string): { header: ProtectedHeaderParameters; claims: JWTPayload } | null {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    return null;
  }
}

/** RFC 8725 §3.1: the key says which algorithm, not the token. */
async function isSignedBy({ publicJwk, alg }: SigningKey, token: string): Promise<boolean> {
  const key = createPublicKey({ key: publicJwk as JsonWebKey, format: 'jwk' });
  return compactVerify(token, key, { algorithms: [alg] }).then(() => true, () => false);
}

/** No more of it than names the other service: anybody may have written it. */
function originOf(issuer: unknown): string | null {
  return typeof issuer === 'string' && URL.canParse(issuer) && /^https?:/.test(issuer) ? new URL(issuer).origin : null;
}

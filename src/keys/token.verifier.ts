import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { Settings } from '../config/settings.js';
import { RecentMap } from '../protocol/recent.map.js';
import { KnownKeys, type KnownKey } from './known-keys.js';

/** Tokens that are remembered as proven, by their hash: resource servers ask about the same ones again and again. */
const CAPACITY = 10_000;

/** Verifies the JWTs that this service signed. */
@Injectable()
export class TokenVerifier {
  private readonly proven = new RecentMap<Readonly<JWTPayload>>(CAPACITY);

  constructor(
    private readonly jwt: JwtService,
    private readonly keys: KnownKeys,
    private readonly settings: Settings,
  ) {}

  /** The claims of a token of ours with this `typ`, or null for anything else. Lifetimes are the caller's to judge. */
  async verify(token: string, typ: string): Promise<Readonly<JWTPayload> | null> {
    const header = headerOf(token);
    // RFC 8725 §3.11, and §3.1: the key says which algorithm, not the token.
    if (!header?.kid || header.typ !== typ) return null;
    const key = await this.keys.findPublic(header.kid);
    if (!key || key.alg !== header.alg) return null;
    const claims = await this.claimsOf(token, key);
    return claims?.iss === this.settings.issuer ? claims : null;
  }

  /** Null unless the key signed it, which is proved once. */
  private async claimsOf(token: string, key: KnownKey): Promise<Readonly<JWTPayload> | null> {
    const name = hash('sha256', token, 'base64url');
    const known = this.proven.get(name);
    if (known) return known;
    const claims = await this.prove(token, key);
    if (claims) this.proven.set(name, claims);
    return claims;
  }

  private async prove(token: string, { alg, key }: KnownKey): Promise<JWTPayload | null> {
    try {
      // jsonwebtoken knows no EdDSA; jose's own clock is switched off.
      if (alg === 'EdDSA') return (await jwtVerify(token, key, { algorithms: [alg], clockTolerance: Number.MAX_SAFE_INTEGER })).payload;
      return this.jwt.verify(token, { publicKey: key as unknown as string, algorithms: [alg], ignoreExpiration: true, ignoreNotBefore: true });
    } catch {
      return null; // nothing else is thrown: the key is at hand
    }
  }
}

function headerOf(token: string): ReturnType<typeof decodeProtectedHeader> | null {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return null;
  }
}

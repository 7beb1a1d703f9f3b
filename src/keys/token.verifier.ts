import { createPublicKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { Settings } from '../config/settings.js';
import { ChangeFeed } from '../database/change.feed.js';
import { SigningKeyStore, type SigningAlg } from './signing-key.store.js';

interface PublicKey {
  alg: SigningAlg;
  key: KeyObject;
}

/** Verifies the JWTs that this service signed. */
@Injectable()
export class TokenVerifier {
  /** By `kid`, until the database tells of a change. */
  private keys: Promise<ReadonlyMap<string, PublicKey>> | null = null;

  constructor(
    private readonly jwt: JwtService,
    private readonly store: SigningKeyStore,
    private readonly settings: Settings,
    feed: ChangeFeed,
  ) {
    feed.onChange('signing_key', () => (this.keys = null));
  }

  /** The claims of a token of ours with this `typ`, or null for anything else. Lifetimes are the caller's to judge. */
  async verify(token: string, typ: string): Promise<JWTPayload | null> {
    const header = headerOf(token);
    // RFC 8725 §3.11, and §3.1: the key says which algorithm, not the token.
    if (!header?.kid || header.typ !== typ) return null;
    const key = await this.findKey(header.kid);
    if (!key || key.alg !== header.alg) return null;
    const claims = await this.claimsOf(token, key);
    return claims?.iss === this.settings.issuer ? claims : null;
  }

  /** Null unless the key signed it. */
  private async claimsOf(token: string, { alg, key }: PublicKey): Promise<JWTPayload | null> {
    try {
      // jsonwebtoken knows no EdDSA; jose's own clock is switched off.
      if (alg === 'EdDSA') return (await jwtVerify(token, key, { algorithms: [alg], clockTolerance: Number.MAX_SAFE_INTEGER })).payload;
      return this.jwt.verify(token, { publicKey: key as unknown as string, algorithms: [alg], ignoreExpiration: true, ignoreNotBefore: true });
    } catch {
      return null; // nothing else is thrown: the key is at hand
    }
  }

  /** Another replica may have made the key since, and its notification be on the way. */
  private async findKey(kid: string): Promise<PublicKey | null> {
    const known = (await this.load()).get(kid);
    if (known) return known;
    this.keys = null;
    return (await this.load()).get(kid) ?? null;
  }

  private load(): Promise<ReadonlyMap<string, PublicKey>> {
    return (this.keys ??= this.read().catch((error) => {
      this.keys = null;
      throw error;
    }));
  }

  private async read(): Promise<ReadonlyMap<string, PublicKey>> {
    const jwks = await this.store.findPublicJwks();
    return new Map(jwks.map((jwk) => [jwk.kid!, { alg: jwk.alg as SigningAlg, key: createPublicKey({ key: jwk, format: 'jwk' }) }]));
  }
}

function headerOf(token: string): ReturnType<typeof decodeProtectedHeader> | null {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return null;
  }
}

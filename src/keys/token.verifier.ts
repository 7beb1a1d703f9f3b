import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { Settings } from '../config/settings.js';
import { SIGNING_ALGS, SigningKeyStore } from './signing-key.store.js';

type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Verifies the JWTs that this service signed. */
@Injectable()
export class TokenVerifier {
  private keySet: Promise<KeySet> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly settings: Settings,
  ) {}

  /** The claims of a token of ours with this `typ`, or null for anything else. Lifetimes are the caller's to judge. */
  async verify(token: string, typ: string): Promise<JWTPayload | null> {
    // Times are judged by the injected clock, hence the tolerance that switches jose's own off.
    const options = { issuer: this.settings.issuer, typ, clockTolerance: Number.MAX_SAFE_INTEGER, algorithms: [...SIGNING_ALGS] };
    try {
      return await this.verifyOnce(token, options);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return this.verifyWithNewKeys(token, options);
      return nullIfInvalid(error);
    }
  }

  /** Another replica may have made the key since. */
  private async verifyWithNewKeys(token: string, options: JWTVerifyOptions): Promise<JWTPayload | null> {
    this.keySet = null;
    return this.verifyOnce(token, options).catch(nullIfInvalid);
  }

  private async verifyOnce(token: string, options: JWTVerifyOptions): Promise<JWTPayload> {
    this.keySet ??= this.store.findPublicJwks().then((keys) => createLocalJWKSet({ keys }));
    const keySet = await this.keySet.catch((error) => {
      this.keySet = null;
      throw error;
    });
    return (await jwtVerify(token, keySet, options)).payload;
  }
}

function nullIfInvalid(error: unknown): null {
  if (error instanceof errors.JOSEError) return null;
  throw error;
}

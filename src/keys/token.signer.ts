import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { SignJWT } from 'jose';
import { Clock } from '../protocol/clock.js';
import { KeyKeeper } from './key.keeper.js';
import { KnownKeys } from './known-keys.js';
import { SIGNING_ALGS, type SigningAlg } from './signing-key.policy.js';
import { Turnstile } from './turnstile.js';

/** Requests whose tokens are signed in one turn of the event loop: two RSA signatures each block it for 0.5 ms or so. */
const PER_TURN = 8;

/** Signs JWTs; with `token.verifier` the only user of `@nestjs/jwt`. */
@Injectable()
export class TokenSigner implements OnModuleInit {
  private readonly turnstile = new Turnstile(PER_TURN);

  constructor(
    private readonly jwt: JwtService,
    private readonly keys: KnownKeys,
    private readonly keeper: KeyKeeper,
    private readonly clock: Clock,
  ) {}

  /** Throws ConfigError when ENCRYPTION_KEYS cannot open what is to sign. */
  async onModuleInit(): Promise<void> {
    await this.keeper.makeMissing(this.clock.now());
    for (const alg of SIGNING_ALGS) await this.keys.getSigner(alg);
  }

  /** To be awaited once before the signatures of a request, which block: what is answered in one batch must not block all at once. */
  turn(): Promise<void> {
    return this.turnstile.pass();
  }

  /** Claims as a compact JWS (RFC 7515 §3.1) with `alg`, `typ` and `kid`. The claims hold their own `iat` and `exp`. */
  async sign(claims: object, alg: SigningAlg, typ: string): Promise<string> {
    const { key, kid } = await this.keys.getSigner(alg);
    const header = { alg, typ, kid };
    if (alg === 'EdDSA') return new SignJWT({ ...claims }).setProtectedHeader(header).sign(key); // which jsonwebtoken cannot
    // Not signAsync, whose streams cost more than its signature's wait is worth. A KeyObject, for a PEM would be parsed each time.
    return this.jwt.sign(claims, { privateKey: key, algorithm: alg, header });
  }
}

import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { SignJWT } from 'jose';
import { ChangeFeed } from '../database/change.feed.js';
import type { PrivateKey, SigningAlg } from './signing-key.store.js';
import { SigningKeyStore } from './signing-key.store.js';
import { Turnstile } from './turnstile.js';

/** Requests whose tokens are signed in one turn of the event loop: two RSA signatures each block it for 0.5 ms or so. */
const PER_TURN = 8;

/** Signs JWTs; with `token.verifier` the only user of `@nestjs/jwt`. */
@Injectable()
export class TokenSigner implements OnModuleInit {
  private readonly logger = new Logger('Keys');
  private readonly turnstile = new Turnstile(PER_TURN);
  private readonly keys = new Map<SigningAlg, PrivateKey>();
  private isStale = false;
  private isReading = false;

  constructor(
    private readonly jwt: JwtService,
    private readonly store: SigningKeyStore,
    private readonly feed: ChangeFeed,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.store.makeMissing();
    await this.read();
    this.feed.onChange('signing_key', () => void this.readAgain());
  }

  /** What is signed from now on is signed with the newest of each algorithm. */
  private async read(): Promise<void> {
    for (const key of await this.store.findPrivateKeys()) this.keys.set(key.alg, key);
  }

  /** However many changes are told of meanwhile, once more is enough. */
  private async readAgain(): Promise<void> {
    this.isStale = true;
    if (this.isReading) return;
    this.isReading = true;
    while (this.isStale) {
      this.isStale = false;
      await this.read().catch((err: unknown) => this.logger.warn({ msg: 'could not read the signing keys anew', err }));
    }
    this.isReading = false;
  }

  /** To be awaited once before the signatures of a request, which block: what is answered in one batch must not block all at once. */
  turn(): Promise<void> {
    return this.turnstile.pass();
  }

  /** Claims as a compact JWS (RFC 7515 §3.1) with `alg`, `typ` and `kid`. The claims hold their own `iat` and `exp`. */
  async sign(claims: object, alg: SigningAlg, typ: string): Promise<string> {
    const { key, kid } = this.keys.get(alg)!;
    const header = { alg, typ, kid };
    if (alg === 'EdDSA') return new SignJWT({ ...claims }).setProtectedHeader(header).sign(key); // which jsonwebtoken cannot
    // Not signAsync, whose streams cost more than its signature's wait is worth. A KeyObject, for a PEM would be parsed each time.
    return this.jwt.sign(claims, { privateKey: key, algorithm: alg, header });
  }
}

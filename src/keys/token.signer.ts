import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { SignJWT } from 'jose';
import { ChangeFeed } from '../database/change.feed.js';
import type { PrivateKey, SigningAlg } from './signing-key.store.js';
import { SigningKeyStore } from './signing-key.store.js';
import { Turnstile } from './turnstile.js';

/** Requests whose tokens are signed in one turn of the event loop: two RSA signatures each block it for 0.5 ms or so. */
const PER_TURN = 8;

/** Signs JWTs; the only user of `@nestjs/jwt`. */
@Injectable()
export class TokenSigner implements OnModuleInit {
  private readonly logger = new Logger('Keys');
  private readonly turnstile = new Turnstile(PER_TURN);
  private keys!: Map<SigningAlg, PrivateKey>;

  constructor(
    private readonly jwt: JwtService,
    private readonly store: SigningKeyStore,
    private readonly feed: ChangeFeed,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.load();
    this.feed.onChange('signing_key', () => void this.load().catch((err: unknown) => this.logger.warn({ msg: 'could not read the signing keys anew', err })));
  }

  /** The newest of each algorithm: what is signed from now on is signed with these. */
  private async load(): Promise<void> {
    this.keys = new Map((await this.store.loadPrivateKeys()).map((key) => [key.alg, key]));
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

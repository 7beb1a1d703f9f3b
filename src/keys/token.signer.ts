import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { PrivateKey, SigningAlg } from './signing-key.store.js';
import { SigningKeyStore } from './signing-key.store.js';

/** Signs JWTs; the only user of `@nestjs/jwt`. */
@Injectable()
export class TokenSigner implements OnModuleInit {
  private keys!: Map<SigningAlg, PrivateKey>;

  constructor(
    private readonly jwt: JwtService,
    private readonly store: SigningKeyStore,
  ) {}

  async onModuleInit(): Promise<void> {
    this.keys = new Map((await this.store.loadPrivateKeys()).map((key) => [key.alg, key]));
  }

  /** Claims as a compact JWS (RFC 7515 §3.1) with `alg`, `typ` and `kid`. The claims hold their own `iat` and `exp`. */
  sign(claims: object, alg: SigningAlg, typ: string): Promise<string> {
    const { key, kid } = this.keys.get(alg)!;
    // A KeyObject, for a PEM would be parsed again at every signature.
    return this.jwt.signAsync(claims, { privateKey: key, algorithm: alg, header: { alg, typ, kid } });
  }
}

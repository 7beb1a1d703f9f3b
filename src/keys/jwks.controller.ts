import { Controller, Get, Header } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import { SigningKeyStore } from './signing-key.store.js';

@Controller('oidc/.well-known')
export class JwksController {
  constructor(private readonly store: SigningKeyStore) {}

  /** The JWK set (RFC 7517 §5): public keys alone. */
  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  async jwks(): Promise<JSONWebKeySet> {
    return { keys: await this.store.findPublicJwks() };
  }
}

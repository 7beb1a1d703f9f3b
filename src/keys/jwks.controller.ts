import { Controller, Get, Header } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import { Clock } from '../protocol/clock.js';
import { JWKS_MAX_AGE } from './signing-key.policy.js';
import { SigningKeyStore } from './signing-key.store.js';

@Controller('oidc/.well-known')
export class JwksController {
  constructor(
    private readonly store: SigningKeyStore,
    private readonly clock: Clock,
  ) {}

  /** The JWK set (RFC 7517 §5): public keys alone. */
  @Get('jwks.json')
  @Header('cache-control', `public, max-age=${JWKS_MAX_AGE}`)
  async jwks(): Promise<JSONWebKeySet> {
    return { keys: await this.store.findPublicJwks(this.clock.now()) };
  }
}

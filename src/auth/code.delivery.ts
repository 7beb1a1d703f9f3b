import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { AuthorizationCodeStore } from './authorization-code.store.js';
import type { Delivery, Grants } from './authorization.answer.js';
import type { Authorization } from './authorization.js';
import { withParameters } from './redirect.js';

/** Seconds; RFC 6749 §4.1.2 RECOMMENDS ten minutes as the most. */
const LONGEST_CODE_TTL = 600;

/** Brings the application a code by way of the browser (RFC 6749 §4.1.2, RFC 9207 §2). */
@Injectable()
export class CodeDelivery implements Delivery {
  constructor(
    private readonly codes: AuthorizationCodeStore,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async grant(authorization: Authorization, grants: Grants, manager?: EntityManager): Promise<string> {
    const { client, resources, claims, redirectUri, nonce, codeChallenge, wantsGrantId: tellsGrantId, state } = authorization;
    const expiresAt = plusSeconds(this.clock.now(), Math.min(client.authorizationCodeTtl, LONGEST_CODE_TTL));
    const granted = { ...grants, resources: [...resources], claims, redirectUri, nonce, codeChallenge, tellsGrantId, expiresAt };
    return withParameters(redirectUri, { code: await this.codes.issue(granted, manager), state, iss: this.settings.issuer });
  }

  /** The error alone tells it. */
  async refuse(): Promise<void> {}
}

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserSessions } from '../auth/browser-sessions.js';
import { formToken, requireFormToken } from '../auth/form-token.js';
import { readQuery } from '../auth/query.js';
import { seeOther, withParameters } from '../auth/redirect.js';
import type { Login } from '../auth/session.store.js';
import { ACCOUNT_CLIENT, type AccountPage } from '../bootstrap/account.client.js';
import { Settings } from '../config/settings.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { readForm, type Parameters } from '../protocol/parameters.js';
import { randomSecret } from '../protocol/secret.js';

/** Seconds after a login for which the person need not prove again that it is he. */
export const RECENTLY = 600;

/** A person at his own pages. */
export interface Visitor extends Login {
  accountId: string;
  now: Date;
  /** For a form on them. */
  token(...purpose: string[]): string;
}

/** Whether a login of some days ago is enough. */
export interface Demands {
  recently?: boolean;
}

/** Receives browsers at the account pages; those that nobody is logged in with go by way of the login page, as for any application. */
@Injectable()
export class Visitors {
  constructor(
    private readonly sessions: BrowserSessions,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Null when the browser has been sent elsewhere: to log in, or on from the address that it came back to. */
  async receive(request: FastifyRequest, reply: FastifyReply, page: AccountPage, demands: Demands = {}): Promise<Visitor | null> {
    const { code, error } = readQuery(request);
    if (error) throw new OAuthError('access_denied', 'the sign-in was not completed', 'login_refused');
    const visitor = await this.find(request, demands);
    if (visitor && code === undefined) return visitor;
    seeOther(reply, visitor ? page : this.loginFor(page));
    return null;
  }

  /** The same for a form; its token must be of this purpose. */
  async receiveForm(request: FastifyRequest, reply: FastifyReply, page: AccountPage, purpose: string[], demands?: Demands): Promise<[Visitor, Parameters] | null> {
    const visitor = await this.receive(request, reply, page, demands);
    if (!visitor) return null;
    const form = readForm(request);
    requireFormToken(form, this.sessions.secretOf(request), ...purposeOf(purpose));
    return [visitor, form];
  }

  /** Who is logged in with the browser; null for nobody, and for somebody of whom the demands are not met. */
  async find(request: FastifyRequest, { recently = false }: Demands = {}): Promise<Visitor | null> {
    const login = await this.sessions.find(request);
    const now = this.clock.now();
    if (!login || (recently && plusSeconds(login.session.authTime, RECENTLY) < now)) return null;
    const secret = this.sessions.secretOf(request);
    return { ...login, accountId: login.account.accountId, now, token: (...purpose) => formToken(secret, ...purposeOf(purpose)) };
  }

  /** An authorization request like any application's, but for a code that nobody can exchange. */
  private loginFor(page: AccountPage): string {
    return withParameters('/oidc/auth', {
      ...{ client_id: ACCOUNT_CLIENT, redirect_uri: this.settings.publicUrl + page, response_type: 'code', scope: 'openid', prompt: 'login' },
      ...{ code_challenge: randomSecret().toString('base64url'), code_challenge_method: 'S256' },
    });
  }
}

const purposeOf = (purpose: string[]) => ['account', ...purpose];

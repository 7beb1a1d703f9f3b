import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../audit/caller.js';
import { Cookies } from './cookies.js';
import type { Proof } from './proof.js';
import { parseSessionCookie } from './session-cookie.js';
import { SESSION_TTL, SessionStore, type Login } from './session.store.js';

const COOKIE = 'session';

/** The session of the browser that asks. */
@Injectable()
export class BrowserSessions {
  private readonly logger = new Logger('Sessions');

  constructor(
    private readonly cookies: Cookies,
    private readonly sessions: SessionStore,
  ) {}

  async find(request: FastifyRequest): Promise<Login | null> {
    const login = await this.sessions.find(this.cookies.read(request, COOKIE));
    if (login) await this.sessions.noteVisit(login.session);
    return login;
  }

  /** The secret in the browser's session cookie; ask for it only after `find` has found a login. */
  secretOf(request: FastifyRequest): Buffer {
    return parseSessionCookie(this.cookies.read(request, COOKIE))!.secret;
  }

  /** Logs the person in: the browser gets a new secret. */
  async begin(request: FastifyRequest, reply: FastifyReply, proof: Proof, previous: Login | null): Promise<Login> {
    const caller = callerOf(request);
    const { cookie, ...login } = await this.sessions.begin(proof, caller, previous?.session ?? null);
    this.cookies.write(reply, COOKIE, cookie, SESSION_TTL);
    this.log('login', login, request);
    return login;
  }

  /** Logs the person out of this browser. */
  async end(request: FastifyRequest, reply: FastifyReply, login: Login): Promise<void> {
    await this.sessions.end(login.session);
    this.cookies.clear(reply, COOKIE);
    this.log('logout', login, request);
  }

  private log(msg: string, { account, session }: Login, request: FastifyRequest): void {
    const { requestId, ip } = callerOf(request);
    this.logger.log({ msg, accountId: account.accountId, sessionId: session.sessionId, requestId, ip });
  }
}

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../protocol/clock.js';
import type { Parameters } from '../protocol/parameters.js';
import { AuthorizationReader } from './authorization.reader.js';
import type { Authorization } from './authorization.js';
import { BrowserInteractions } from './browser-interactions.js';
import { BrowserSessions } from './browser-sessions.js';
import type { Interaction } from './interaction.entity.js';
import { passwordGivenBy, type Proof } from './proof.js';
import type { Login } from './session.store.js';

/** A browser with an authorization request: who is logged in there, and the interaction if the person has been asked before. */
export interface Visit {
  authorization: Authorization;
  login: Login | null;
  interaction: Interaction | null;
}

/** A visit to one of an interaction's pages. */
export interface PageVisit extends Visit {
  interaction: Interaction;
  /** Of the interaction's cookie. */
  secret: Buffer;
}

/** Receives browsers at the authorization endpoint and at the pages of an interaction. */
@Injectable()
export class Visits {
  constructor(
    private readonly reader: AuthorizationReader,
    private readonly sessions: BrowserSessions,
    private readonly interactions: BrowserInteractions,
    private readonly clock: Clock,
  ) {}

  async begin(request: FastifyRequest, parameters: Parameters): Promise<Visit> {
    return this.enter(request, await this.reader.read(parameters));
  }

  /** With a request that has been read. */
  async enter(request: FastifyRequest, authorization: Authorization): Promise<Visit> {
    return { authorization, login: await this.sessions.find(request), interaction: null };
  }

  /** The request is read anew: the client may have changed since. */
  async resume(request: FastifyRequest, uid: string): Promise<PageVisit> {
    const opened = await this.interactions.open(request, uid);
    const authorization = await this.reader.readAgain(opened.interaction, this.clock.now());
    return { ...(await this.enter(request, authorization)), ...opened };
  }

  /** The person has given the password, and is asked for a passkey too. Returns the page for it. */
  async notePassword({ interaction }: PageVisit, proof: Proof): Promise<string> {
    await this.interactions.notePassword(interaction, proof);
    return this.interactions.pathOf(interaction, 'passkey');
  }

  /** Has somebody given the password, so that a passkey is all that lacks? */
  awaitsPasskey({ interaction }: PageVisit): boolean {
    const { passwordAccountId: accountId } = interaction;
    return accountId !== null && passwordGivenBy(interaction, { accountId }, this.clock.now()) !== null;
  }

  /** The person has proved who he is. */
  async logIn(visit: PageVisit, proof: Proof, request: FastifyRequest, reply: FastifyReply): Promise<Visit> {
    const login = await this.sessions.begin(request, reply, proof, visit.login);
    const interaction = await this.interactions.advance(visit.interaction, login.session, { authenticatedAt: login.session.authTime });
    return { ...visit, login, interaction };
  }

  /** The person has chosen to go on as who he is. */
  async choose(visit: PageVisit): Promise<Visit> {
    return { ...visit, interaction: await this.interactions.advance(visit.interaction, visit.login!.session) };
  }
}

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { permittedScopes } from '../account/roles.js';
import { Clock } from '../protocol/clock.js';
import { AuthorizationAnswer } from './authorization.answer.js';
import { judge, type Obstacle, type Progress, type Step } from './authorization.policy.js';
import { BrowserInteractions } from './browser-interactions.js';
import { ConsentStore } from './consent.store.js';
import { seeOther } from './redirect.js';
import { scopesToConsent } from './requested-scopes.js';
import type { PageVisit, Visit } from './visits.js';

/** The page where each step is taken. */
const PAGES = { login: 'login', select_account: 'login', consent: 'consent' } as const;

/** Brings an authorization request one step further. */
@Injectable()
export class AuthorizationFlow {
  constructor(
    private readonly consents: ConsentStore,
    private readonly interactions: BrowserInteractions,
    private readonly answer: AuthorizationAnswer,
    private readonly clock: Clock,
  ) {}

  /** What the person must still do. */
  async judge(visit: Visit): Promise<Step | Obstacle> {
    const { authorization, login } = visit;
    const { client } = authorization;
    const consent = login && (await this.consents.find(login.account.accountId, client.clientId));
    const situation = { request: authorization, client, session: login?.session ?? null, wanted: wantedOf(visit), consent, progress: progressOf(visit) };
    return judge(situation, this.clock.now());
  }

  /** The person has allowed what is asked for; remembered for the next time. */
  async allow(visit: PageVisit): Promise<Visit> {
    const { authorization, login, interaction } = visit;
    const { session } = login!;
    await this.consents.remember(session.accountId, authorization.client.clientId, wantedOf(visit), authorization.resources);
    return { ...visit, interaction: await this.interactions.advance(interaction, session, { consentedAt: this.clock.now() }) };
  }

  /** Sends the browser where the next step is taken: to a page, or back to the application. */
  async proceed(visit: Visit, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const verdict = await this.judge(visit);
    if (isPage(verdict)) {
      const interaction = visit.interaction ?? (await this.interactions.begin(request, reply, visit.authorization));
      return seeOther(reply, this.interactions.pathOf(interaction, PAGES[verdict]));
    }
    if (verdict !== 'done') return this.refuse(visit, reply, verdict);
    const location = await this.answer.grant(visit);
    if (visit.interaction) this.interactions.forget(reply, visit.interaction);
    seeOther(reply, location);
  }

  /** Sends the browser back to the application with an error. */
  refuse(visit: Visit, reply: FastifyReply, code: Obstacle | 'access_denied'): Promise<never> {
    if (visit.interaction) this.interactions.forget(reply, visit.interaction);
    return this.answer.refuse(visit, code);
  }
}

function isPage(verdict: Step | Obstacle): verdict is keyof typeof PAGES {
  return verdict in PAGES;
}

/** The scopes that the person is asked about: of those that he may have at all, all that would be given. */
export function wantedOf({ authorization, login }: Visit): string[] {
  return scopesToConsent(permittedScopes(authorization.scopes, login?.account.roles ?? []), authorization.claims);
}

/** What was done within the interaction counts for the session that did it. */
function progressOf({ interaction, login }: Visit): Progress {
  const hasChosen = !!interaction?.sessionId && interaction.sessionId === login?.session.sessionId;
  return {
    hasChosen,
    hasAuthenticated: hasChosen && interaction.authenticatedAt !== null,
    hasConsented: hasChosen && interaction.consentedAt !== null,
  };
}

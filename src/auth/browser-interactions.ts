import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OAuthError } from '../protocol/oauth.error.js';
import { randomSecret } from '../protocol/secret.js';
import type { Authorization } from './authorization.js';
import { Cookies } from './cookies.js';
import type { Interaction } from './interaction.entity.js';
import { INTERACTION_TTL, InteractionStore, type Deed } from './interaction.store.js';
import type { Proof } from './proof.js';
import type { Session } from './session.entity.js';

/** One cookie for each interaction, so that several tabs work. */
const COOKIE = 'interaction_';

/** More tabs than this wait for nobody; without a limit their cookies would outgrow what a server accepts. */
const MOST_TABS = 12;

/** The 22 characters of 128 bits. */
const UID = /^[\w-]{22}$/;

/** The interactions of the browser that asks: each opens with the secret in its cookie, and nowhere else. */
@Injectable()
export class BrowserInteractions {
  constructor(
    private readonly cookies: Cookies,
    private readonly interactions: InteractionStore,
  ) {}

  async begin(request: FastifyRequest, reply: FastifyReply, { parameters, device }: Authorization): Promise<Interaction> {
    const secret = randomSecret();
    const interaction = await this.interactions.begin(parameters, secret, device?.grantId);
    const others = this.cookies.namesOf(request, COOKIE);
    for (const name of others.slice(0, Math.max(0, others.length - MOST_TABS + 1))) this.cookies.clear(reply, name);
    this.cookies.write(reply, COOKIE + interaction.uid, secret.toString('base64url'), INTERACTION_TTL);
    return interaction;
  }

  /** Throws invalid_request when there is no such interaction, or it is another browser's. */
  async open(request: FastifyRequest, uid: string): Promise<{ interaction: Interaction; secret: Buffer }> {
    const cookie = UID.test(uid) ? this.cookies.read(request, COOKIE + uid) : undefined;
    const secret = Buffer.from(cookie ?? '', 'base64url');
    const interaction = cookie ? await this.interactions.find(uid, secret) : null;
    if (!interaction) throw interactionGone();
    return { interaction, secret };
  }

  /** Remembers what the person did with this session. */
  advance(interaction: Interaction, session: Session, deed: Deed = {}): Promise<Interaction> {
    return this.interactions.advance(interaction, session, deed);
  }

  notePassword(interaction: Interaction, proof: Proof): Promise<void> {
    return this.interactions.notePassword(interaction, proof);
  }

  /** Where the interaction's page is. */
  pathOf({ uid }: Interaction, page: 'login' | 'passkey' | 'consent'): string {
    return `/interaction/${uid}/${page}`;
  }

  forget(reply: FastifyReply, { uid }: Interaction): void {
    this.cookies.clear(reply, COOKIE + uid);
  }
}

/** The person comes too late, twice, or with another browser. */
export function interactionGone(): OAuthError {
  return new OAuthError('invalid_request', 'this sign-in has ended, or was begun in another browser', 'interaction_unknown');
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IncidentStore, type Incident } from '../../audit/incident.store.js';
import { NO_GRANT } from '../../audit/ledger.store.js';
import { grantIdOf } from '../../token/access-token.js';
import { ProvenanceStore } from '../../token/listing/provenance.store.js';
import { leadTo, NeverIssued, type Lead } from './lead.js';
import type { Question } from './question.js';
import { TokenIdentifier } from './token.identifier.js';

/** Lines of one request that are read: a mass revocation has as many as it ended tokens. */
const LINES = 20;

/** Finds what a question is about. */
@Injectable()
export class LeadFinder {
  constructor(
    private readonly tokens: TokenIdentifier,
    private readonly incidents: IncidentStore,
    private readonly provenances: ProvenanceStore,
  ) {}

  /** Of the question's one member. Throws NeverIssued for an id that leads nowhere; of a token, whatever it is, there is something to say. */
  find(manager: EntityManager, { token, token_id: id, jti, request_id: requestId }: Question, now: Date): Promise<Lead> {
    if (token !== undefined) return this.tokens.identify(manager, token.trim());
    if (id !== undefined) return this.findById(manager, id.toLowerCase(), now);
    return jti === undefined ? this.findByRequest(manager, requestId!) : this.findByJti(manager, jti, now);
  }

  private async findById(manager: EntityManager, grantId: string, now: Date): Promise<Lead> {
    const provenance = await this.provenances.find(manager, grantId, now);
    if (!provenance) throw new NeverIssued('we never issued a token or grant with this id');
    return leadTo({ kind: provenance.family ? 'refresh_token' : 'grant', grantId });
  }

  private async findByJti(manager: EntityManager, jti: string, now: Date): Promise<Lead> {
    const grantId = grantIdOf(jti);
    if (grantId === NO_GRANT) return this.findOfProgram(manager, jti, now);
    const provenance = await this.provenances.find(manager, grantId, now);
    if (!provenance) throw new NeverIssued('we never issued an access token with this jti: there is no such grant');
    const incident = await this.incidents.findByJti(manager, grantId, jti);
    const isFirst = provenance.accessTokenJti === jti;
    if (!incident && !isFirst) throw new NeverIssued('we never issued an access token with this jti for its grant, or the refresh that brought it is no longer in the ledger');
    const times = incident ? { issuedAt: incident.at, expiresAt: incident.accessTokenExpiresAt } : { issuedAt: provenance.createdAt, expiresAt: provenance.accessTokenExpiresAt };
    return leadTo({ kind: 'access_token', grantId, incident, shortLived: { ...times, jti, ...(await this.provenances.findOwnEnd(manager, jti, null)) } });
  }

  /** Programs' access tokens are written nowhere, but that one was ended is. */
  private async findOfProgram(manager: EntityManager, jti: string, now: Date): Promise<Lead> {
    const end = await this.provenances.findOwnEnd(manager, jti, null);
    const [act] = await this.incidents.findActs(manager, [{ kind: 'access_token', id: jti }], new Date(0), 1);
    const revokedAt = end.revokedAt ?? act?.at ?? null;
    if (!revokedAt || revokedAt > now) throw new NeverIssued('access tokens of programs are written nowhere unless they are ended: send the token itself');
    return leadTo({ kind: 'access_token', shortLived: { jti, issuedAt: null, expiresAt: null, revokedAt, program: null } });
  }

  private async findByRequest(manager: EntityManager, requestId: string): Promise<Lead> {
    const incidents = await this.incidents.findByRequest(manager, requestId, LINES);
    const incident = incidents.findLast(({ kind }) => kind === 'use') ?? incidents[0];
    if (!incident) throw new NeverIssued('no refresh and no administrative act had this request id; of other requests the ledgers do not tell');
    const { kind, generation } = incident;
    return leadTo({ kind: kind === 'use' ? 'refresh' : 'act', generation, incident, incidents, grantId: grantOf(incident) });
  }
}

/** Which grant it was about, if any. */
function grantOf({ kind, grantId, targetKind, targetId }: Incident): string | null {
  if (kind === 'use') return grantId === NO_GRANT ? null : grantId;
  if (targetKind === 'token' || targetKind === 'grant') return targetId;
  const ofAccessToken = targetKind === 'access_token' ? grantIdOf(targetId!) : NO_GRANT;
  return ofAccessToken === NO_GRANT ? null : ofAccessToken;
}

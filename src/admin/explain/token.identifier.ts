import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import type { EntityManager } from 'typeorm';
import { IncidentStore } from '../../audit/incident.store.js';
import { NO_GRANT } from '../../audit/ledger.store.js';
import { JwtRecogniser } from '../../keys/jwt.recogniser.js';
import { ACCESS_TOKEN_TYP, grantIdOf } from '../../token/access-token.js';
import { ProvenanceStore } from '../../token/listing/provenance.store.js';
import { RefreshTokenRecogniser } from '../../token/refresh-token.recogniser.js';
import { leadTo, type Lead } from './lead.js';

/** Says what a token is and where it leads. The string is looked at in memory, and goes nowhere: into no statement, no log line, no answer and no error. */
@Injectable()
export class TokenIdentifier {
  constructor(
    private readonly refreshTokens: RefreshTokenRecogniser,
    private readonly jwts: JwtRecogniser,
    private readonly provenances: ProvenanceStore,
    private readonly incidents: IncidentStore,
  ) {}

  async identify(manager: EntityManager, token: string): Promise<Lead> {
    const refreshToken = await this.refreshTokens.recognise(manager, token);
    if (refreshToken.finding === 'genuine') return leadTo({ kind: 'refresh_token', ...refreshToken });
    if (refreshToken.finding !== 'malformed') return leadTo({ finding: refreshToken.finding });
    const jwt = await this.jwts.recognise(manager, token);
    if (jwt.finding !== 'signed') return leadTo(jwt);
    if (jwt.typ === ACCESS_TOKEN_TYP) return this.identifyAccessToken(manager, jwt.claims);
    return jwt.claims.sid ? this.identifyIdToken(manager, jwt.claims) : leadTo({ finding: 'other_type' });
  }

  private async identifyAccessToken(manager: EntityManager, claims: JWTPayload): Promise<Lead> {
    const jti = claims.jti!;
    const grantId = grantIdOf(jti);
    const known = { kind: 'access_token', shortLived: { ...timesOf(claims), jti, ...(await this.provenances.findOwnEnd(manager, jti, claims.client_id as string)) } } as const;
    if (grantId === NO_GRANT) return leadTo(known);
    const incident = await this.incidents.findByJti(manager, grantId, jti);
    return leadTo({ ...known, grantId, incident });
  }

  private async identifyIdToken(manager: EntityManager, claims: JWTPayload): Promise<Lead> {
    const times = timesOf(claims);
    const said = { sub: claims.sub!, sid: claims.sid as string, clientId: claims.aud as string, issuedAt: times.issuedAt };
    const found = await this.provenances.findByIdToken(manager, said);
    const finding = found?.grantId ? 'genuine' : found ? 'not_in_ledger' : 'no_grant';
    return leadTo({ kind: 'id_token', grantId: found?.grantId ?? null, finding, shortLived: { ...times, jti: null, revokedAt: null, program: null } });
  }
}

function timesOf({ iat, exp }: JWTPayload): { issuedAt: Date; expiresAt: Date } {
  return { issuedAt: new Date(iat! * 1000), expiresAt: new Date(exp! * 1000) };
}

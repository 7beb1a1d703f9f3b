import { NO_GRANT } from '../../audit/ledger.store.js';
import type { Incident } from '../../audit/incident.store.js';
import type { FamilyProvenance, Provenance, SessionProvenance } from '../../token/listing/provenance.store.js';
import type { Case, ShortLived } from './case.js';
import { atTime, placeOf, timeOf } from './words.js';
import type { Verdict } from '../../audit/verdict.js';
import { VERDICTS } from './verdict.sentences.js';

export const LINKS = ['access_token', 'id_token', 'refresh', 'code_exchange', 'refresh_token', 'grant', 'session', 'login', 'account', 'client'] as const;

/** A step on the way from a token back to the login and to those whom it is between. */
export interface Link {
  link: (typeof LINKS)[number];
  /** Null for what has none. */
  id: string | null;
  at: Date | null;
  sentence: string;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  /** How the person proved who they are (RFC 8176); of a login alone. */
  amr: string[] | null;
}

const link = (name: Link['link'], id: string | null, at: Date | null, sentence: string, more: Partial<Link> = {}): Link => ({
  ...{ link: name, id, at, sentence, ip: null, userAgent: null, requestId: null, amr: null },
  ...more,
});

/** The way back, as far as it is known: token, refresh, family, grant, session, login, account, client. */
export function chainOf({ kind, shortLived, incident, provenance }: Case): Link[] {
  const links: Link[] = [];
  if (shortLived) links.push(shortLivedLink(kind === 'id_token' ? 'id_token' : 'access_token', shortLived));
  if (shortLived?.program) {
    const { clientId, clientName } = shortLived.program;
    return [...links, link('client', clientId, null, `The program ${clientName ?? clientId} fetched it for itself (client_credentials): no person and no login stands behind it.`)];
  }
  if (incident?.kind === 'use') links.push(refreshLink(incident));
  if (!provenance) return links;
  if (shortLived?.jti && shortLived.jti === provenance.accessTokenJti) links.push(exchangeLink(provenance));
  return [...links, ...waysBack(provenance)];
}

function shortLivedLink(name: 'access_token' | 'id_token', { jti, issuedAt, expiresAt, revokedAt }: ShortLived): Link {
  const until = expiresAt ? ` to last until ${timeOf(expiresAt)}` : '';
  const end = revokedAt ? `, and ended alone ${atTime(revokedAt)}` : '';
  return link(name, jti, issuedAt, `The ${name === 'id_token' ? 'ID' : 'access'} token was issued ${atTime(issuedAt)}${until}${end}.`);
}

function refreshLink(use: Incident): Link {
  const { at, ip, userAgent, requestId, grantId, what } = use;
  const sentence = `A refresh ${atTime(at)} ${placeOf(use)}, request ${requestId}: it was ${VERDICTS[what as Verdict].says}.`;
  return link('refresh', grantId === NO_GRANT ? null : requestId, at, sentence, { ip, userAgent, requestId });
}

function exchangeLink({ createdAt, ip, userAgent }: Provenance): Link {
  return link('code_exchange', null, createdAt, `It came with the login itself: its application fetched it ${atTime(createdAt)} ${placeOf({ ip, userAgent })}.`, { ip, userAgent });
}

function waysBack({ grantId, family, createdAt, ip, userAgent, scopes, session, authTime, amr, acr, account, client }: Provenance): Link[] {
  const name = account.username ?? account.accountId;
  const granted = `${name} granted ${client.clientName} “${scopes.join(' ')}” ${atTime(createdAt)}.`;
  return [
    ...(family ? [familyLink(grantId, family, createdAt)] : []),
    link('grant', grantId, createdAt, granted, { ip, userAgent }),
    sessionLink(session),
    loginLink(name, { authTime, amr, acr, session }),
    link('account', account.accountId, null, `The account is ${name}.`),
    link('client', client.clientId, null, `The application is ${client.clientName}.`),
  ];
}

function familyLink(grantId: string, { generation, expiresAt, lastUsedAt }: FamilyProvenance, issuedAt: Date): Link {
  const used = lastUsedAt ? `last used ${atTime(lastUsedAt)}` : 'never used';
  return link('refresh_token', grantId, issuedAt, `The refresh token was issued ${atTime(issuedAt)} to last until ${timeOf(expiresAt)}, rotated ${generation === 1 ? 'once' : `${generation} times`} and ${used}.`);
}

function sessionLink({ sessionId, isKept, createdAt, endedAt, expiresAt, ip, userAgent }: SessionProvenance): Link {
  if (!isKept) return link('session', sessionId, null, 'The session is over and no longer kept.');
  const end = endedAt ? `ended ${atTime(endedAt)}` : `lasts until ${timeOf(expiresAt!)}`;
  return link('session', sessionId, createdAt, `The session in that browser was begun ${atTime(createdAt)} and ${end}.`, { ip, userAgent });
}

/** A session that went on with another login since tells no longer where this one was. */
function loginLink(name: string, { authTime, amr, acr, session }: Pick<Provenance, 'authTime' | 'amr' | 'acr' | 'session'>): Link {
  const isOfSession = session.authTime?.getTime() === authTime.getTime();
  const { ip, userAgent } = isOfSession ? session : { ip: null, userAgent: null };
  const where = isOfSession ? placeOf(session) : 'from a place that is no longer kept';
  return link('login', null, authTime, `${name} logged in ${atTime(authTime)} ${where}, by ${amr.join(' and ')} (acr ${acr}).`, { ip, userAgent, amr });
}

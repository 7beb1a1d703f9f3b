import type { Incident } from '../../audit/incident.store.js';
import { isSuccess, type Verdict } from '../../audit/verdict.js';
import { actionSentence } from './action.sentences.js';
import type { Case, Kind } from './case.js';
import { chainOf, type Link } from './chain.js';
import { endingAdvice, endingSentence, type Told } from './ending.sentences.js';
import { causeOf, endingOf, type Ended, type Ending, type Status } from './ending.js';
import { FINDINGS, type Recognition } from './finding.sentences.js';
import { SUSPICION_ADVICE, suspicionOf } from './suspicion.js';
import { VERDICTS } from './verdict.sentences.js';
import { placeOf, sentence, timeOf, whoOf } from './words.js';

/** Why it does not work, and by whom, as far as the ledgers tell. */
export interface Cause {
  what: Ending;
  at: Date | null;
  sentence: string;
  /** The line of a ledger that tells of it: the act, or the refresh. */
  incident: Incident | null;
}

/** One answer, in words and in data. */
export interface Explanation {
  kind: Kind;
  recognition: Recognition;
  status: Status | null;
  summary: string;
  advice: string;
  cause: Cause | null;
  generation: number | null;
  currentGeneration: number | null;
  history: (Incident & { sentence: string; actorName: string | null })[];
  chain: Link[];
}

const NOTHING = 'Nothing needs to be done.';

/** All that is to be said about a case. */
export function explain(facts: Case): Explanation {
  const { finding, kind, provenance, generation, history, names } = facts;
  const ended = endingOf(facts);
  const told: Told = { ...facts, at: ended?.at ?? null, act: ended && causeOf(ended, history) };
  const cause = ended && { what: ended.ending, at: ended.at, sentence: `${sentence(endingSentence(ended, told))}.`, incident: told.act ?? fatalOf(ended, facts) };
  return {
    ...{ kind, recognition: FINDINGS[finding].recognition },
    status: ended?.status ?? (provenance || facts.shortLived ? 'live' : null),
    summary: summaryOf(facts, ended, cause),
    advice: adviceOf(facts, ended, told),
    ...{ cause, generation, currentGeneration: provenance?.family?.generation ?? null },
    history: history.map((one) => ({ ...one, sentence: `${sentence(happened(one, names))}.`, actorName: one.actor === null ? null : (names.get(one.actor) ?? null) })),
    chain: chainOf(facts),
  };
}

/** What happened, in the words of the ledger's line. */
export function happened(one: Incident, names: ReadonlyMap<string, string>): string {
  if (one.kind === 'act') return `at ${timeOf(one.at)} ${actionSentence(one)}${whoOf(one, names)}`;
  const which = one.generation === null ? 'a token' : `generation ${one.generation}`;
  return `at ${timeOf(one.at)} ${one.clientId} presented ${which} ${placeOf(one)}: it was ${VERDICTS[one.what as Verdict].says}`;
}

function summaryOf(facts: Case, ended: Ended | null, cause: Cause | null): string {
  const { kind, finding, incident, names, issuer } = facts;
  const says = finding === 'genuine' ? [] : [`${FINDINGS[finding].says}${issuer ? ` It names ${issuer}.` : ''}`];
  const what = isRequest(kind) && incident ? [`${sentence(happened(incident, names))}.`] : [];
  return [introduction(facts), ...says, ...what, ...standing(facts, ended, cause)].filter(Boolean).join(' ');
}

function introduction({ kind, provenance, shortLived, generation }: Case): string {
  const program = shortLived?.program;
  if (program) return `This is an access token of the program ${program.clientName ?? program.clientId}, which has it for itself.`;
  if (!provenance) return kind === 'refresh' ? 'This request presented a refresh token.' : kind === 'act' ? 'This request was an act of administration.' : '';
  const { account, client, family } = provenance;
  const which = kind === 'refresh_token' && generation !== null ? `, generation ${generation} of a family that has come to generation ${family!.generation}` : '';
  return `${INTRODUCTIONS[kind]} ${client.clientName} (${client.clientId}) has for ${account.username ?? account.accountId}${which}.`;
}

const INTRODUCTIONS: Record<Kind, string> = {
  refresh_token: 'This is a refresh token that',
  grant: 'This is a grant without a refresh token that',
  access_token: 'This is an access token that',
  id_token: 'This is an ID token that',
  refresh: 'This request presented a refresh token that',
  act: 'This request was an act of administration upon what',
  unknown: '',
};

const isRequest = (kind: Kind): boolean => kind === 'refresh' || kind === 'act';

/** What an administrator can put right, so that the same token works again. */
const PASSING: ReadonlySet<Ending> = new Set<Ending>(['frozen', 'account_disabled', 'client_disabled']);

/** How it stands today. */
function standing(facts: Case, ended: Ended | null, cause: Cause | null): string[] {
  const { kind, provenance, shortLived, now } = facts;
  if (!provenance && !shortLived) return [];
  const it = isRequest(kind) ? 'The token' : 'It';
  if (ended && cause) return [`${it} does not work${PASSING.has(ended.ending) ? ' for now' : ''}: ${cause.sentence.charAt(0).toLowerCase()}${cause.sentence.slice(1)}`];
  const family = shortLived ? null : provenance?.family;
  if (!family) return [`${it} works at ${timeOf(now)}.`];
  const used = family.lastUsedAt ? `was last used at ${timeOf(family.lastUsedAt)}` : 'has not been used yet';
  const works = `${it} works: it ${used} and lasts until ${timeOf(family.idleExpiresAt && family.idleExpiresAt < family.expiresAt ? family.idleExpiresAt : family.expiresAt)}.`;
  const suspicion = suspicionOf(facts);
  return [works, ...(suspicion ? [`But it may be in two hands: ${suspicion.reason}`] : [])];
}

function adviceOf(facts: Case, ended: Ended | null, told: Told): string {
  const { kind, finding, incident } = facts;
  if (FINDINGS[finding].recognition !== 'genuine') return FINDINGS[finding].advice;
  const own = kind === 'refresh' && incident?.kind === 'use' && !isSuccess(incident.what as Verdict) ? VERDICTS[incident.what as Verdict].advice : null;
  return own ?? (ended ? endingAdvice(ended, told) : suspicionOf(facts) ? SUSPICION_ADVICE : NOTHING);
}

/** The refresh that tells of an ending. */
function fatalOf({ ending }: Ended, { fatalUse, rotation }: Case): Incident | null {
  if (ending === 'spent') return rotation;
  return ending === 'token_replayed' || ending === 'max_live_tokens' || ending === 'frozen' ? fatalUse : null;
}

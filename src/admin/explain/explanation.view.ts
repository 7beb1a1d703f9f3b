import { ApiProperty } from '@nestjs/swagger';
import type { Incident } from '../../audit/incident.store.js';
import { KINDS, type Kind } from './case.js';
import { LINKS, type Link } from './chain.js';
import { STATUSES } from './ending.js';
import type { Explanation } from './explanation.js';
import { RECOGNITIONS, type Recognition } from './finding.sentences.js';

const NO_TIME = { format: 'date-time', type: 'string', nullable: true } as const;
const NO_TEXT = { type: 'string', nullable: true } as const;
const NO_NUMBER = { type: 'integer', nullable: true } as const;

/** What happened once: an attempt to refresh (`use`) or an administrative act (`act`). */
export class HappeningView {
  @ApiProperty({ format: 'date-time', type: 'string' })
  at!: Date;

  @ApiProperty({ enum: ['use', 'act'] })
  kind!: 'use' | 'act';

  @ApiProperty({ description: 'The verdict of a use, the action of an act.', example: 'replayed' })
  what!: string;

  @ApiProperty()
  sentence!: string;

  @ApiProperty(NO_TEXT)
  reason!: string | null;

  @ApiProperty({ ...NO_TEXT, example: 'SEC-1042' })
  ticket!: string | null;

  @ApiProperty({ ...NO_TEXT, description: 'Who acted: an account id, or a program’s client id.' })
  actor!: string | null;

  @ApiProperty({ ...NO_TEXT, description: 'The person’s username.' })
  actor_name!: string | null;

  @ApiProperty({ description: 'Who presented the token, or by which application it was administered.' })
  client!: string;

  @ApiProperty({ ...NO_TEXT, example: '203.0.113.9' })
  ip!: string | null;

  @ApiProperty(NO_TEXT)
  user_agent!: string | null;

  @ApiProperty()
  request_id!: string;

  @ApiProperty({ ...NO_NUMBER, description: 'Of the token presented.' })
  generation!: number | null;
}

/** Why it does not work. */
export class CauseView {
  @ApiProperty({ example: 'token_replayed' })
  what!: string;

  @ApiProperty(NO_TIME)
  at!: Date | null;

  @ApiProperty()
  sentence!: string;

  @ApiProperty({ type: HappeningView, nullable: true, description: 'The refresh or the act that brought it about, where the ledgers tell of one.' })
  happening!: HappeningView | null;
}

/** A step on the way back from a token to the login. */
export class LinkView {
  @ApiProperty({ enum: LINKS })
  link!: Link['link'];

  @ApiProperty(NO_TEXT)
  id!: string | null;

  @ApiProperty(NO_TIME)
  at!: Date | null;

  @ApiProperty()
  sentence!: string;

  @ApiProperty(NO_TEXT)
  ip!: string | null;

  @ApiProperty(NO_TEXT)
  user_agent!: string | null;

  @ApiProperty(NO_TEXT)
  request_id!: string | null;

  @ApiProperty({ type: [String], nullable: true, description: 'Of the login: how the person proved who they are.', example: ['pwd'] })
  amr!: string[] | null;
}

/** What something is, what happened to it and what to do, in words and in data. The token itself is never in it. */
export class ExplanationView {
  @ApiProperty({ enum: KINDS, description: '`refresh` and `act`: what the request did.' })
  kind!: Kind;

  @ApiProperty({ enum: RECOGNITIONS, description: '`unknown`: formed like ours, but nothing stands here; `foreign`: another issuer’s.' })
  recognition!: Recognition;

  @ApiProperty({ ...NO_TEXT, description: `One of ${STATUSES.join(', ')}; null for what never lived.`, example: 'replayed' })
  status!: string | null;

  @ApiProperty({ description: 'What it is, how it stands and what happened to it.' })
  summary!: string;

  @ApiProperty({ description: 'What the person, or the application, should do.' })
  advice!: string;

  @ApiProperty({ type: CauseView, nullable: true })
  cause!: CauseView | null;

  @ApiProperty({ ...NO_NUMBER, description: 'Of the refresh token asked about.' })
  generation!: number | null;

  @ApiProperty({ ...NO_NUMBER, description: 'To which its family has come.' })
  current_generation!: number | null;

  @ApiProperty({ type: [HappeningView], description: 'The last twenty uses, and acts upon the token and all that it rests on, oldest first.' })
  history!: HappeningView[];

  @ApiProperty({ type: [LinkView], description: 'From the token back to the login, the account and the client.' })
  chain!: LinkView[];
}

export function showExplanation({ cause, history, chain, currentGeneration, ...explanation }: Explanation): ExplanationView {
  const happenings = new Map(history.map((line) => [line.id, showHappening(line)]));
  const happeningOf = (incident: Incident | null) => (incident ? (happenings.get(incident.id) ?? null) : null);
  return {
    ...explanation,
    current_generation: currentGeneration,
    cause: cause && { what: cause.what, at: cause.at, sentence: cause.sentence, happening: happeningOf(cause.incident) },
    history: [...happenings.values()],
    chain: chain.map(({ userAgent, requestId, ...link }) => ({ ...link, user_agent: userAgent, request_id: requestId })),
  };
}

function showHappening({ at, kind, what, sentence, reason, ticket, actor, actorName, clientId, ip, userAgent, requestId, generation }: Explanation['history'][number]): HappeningView {
  return { at, kind, what, sentence, reason, ticket, actor, actor_name: actorName, client: clientId, ip, user_agent: userAgent, request_id: requestId, generation };
}

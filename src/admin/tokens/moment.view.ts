import { ApiProperty } from '@nestjs/swagger';
import type { Moment } from '../../audit/timeline.store.js';

const NO_TEXT = { type: 'string', nullable: true } as const;

/** A moment in a token's life: an attempt to refresh (`use`), or an administrative act (`act`). */
export class MomentView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'date-time', type: 'string' })
  at!: Date;

  @ApiProperty({ enum: ['use', 'act'] })
  kind!: 'use' | 'act';

  @ApiProperty({ description: 'The verdict of a use, the action of an act.', example: 'rotated' })
  what!: string;

  @ApiProperty({ type: 'integer', description: 'How many equal refusals this stands for: of the last, when they were too many for a row each.', example: 1 })
  count!: number;

  @ApiProperty({ format: 'date-time', type: 'string', nullable: true, description: 'When the first of several was.' })
  first_at!: Date | null;

  @ApiProperty({ ...NO_TEXT, description: 'Why, where the verdict alone does not say it; of an act, in the words of who did it.' })
  reason!: string | null;

  @ApiProperty({ ...NO_TEXT, example: '203.0.113.7' })
  ip!: string | null;

  @ApiProperty(NO_TEXT)
  user_agent!: string | null;

  @ApiProperty()
  request_id!: string;

  @ApiProperty({ description: 'Who presented the token, or by which application it was administered.' })
  client!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the token presented.' })
  generation!: number | null;

  @ApiProperty({ type: [String], nullable: true })
  scopes!: string[] | null;

  @ApiProperty({ type: [String], nullable: true })
  resources!: string[] | null;

  @ApiProperty({ ...NO_TEXT, description: 'The access token that came of it.' })
  access_token_jti!: string | null;

  @ApiProperty({ format: 'date-time', type: 'string', nullable: true })
  access_token_expires_at!: Date | null;

  @ApiProperty({ ...NO_TEXT, description: 'Who did the act.' })
  actor!: string | null;

  @ApiProperty(NO_TEXT)
  ticket!: string | null;

  @ApiProperty({ ...NO_TEXT, description: 'The mass revocation that the act was a part of.' })
  revocation!: string | null;
}

export function showMoment({ id, at, kind, what, count, reason, ip, generation, scopes, resources, actor, ticket, revocation, ...row }: Moment): MomentView {
  return {
    ...{ id, at, kind, what, count, first_at: row.firstAt, reason, ip, user_agent: row.userAgent, request_id: row.requestId, client: row.clientId, generation, scopes, resources },
    ...{ access_token_jti: row.accessTokenJti, access_token_expires_at: row.accessTokenExpiresAt, actor, ticket, revocation },
  };
}

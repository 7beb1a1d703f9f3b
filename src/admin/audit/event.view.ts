import { ApiProperty } from '@nestjs/swagger';
import type { AdminEvent } from '../../audit/admin-event.entity.js';

const NO_TEXT = { type: 'string', nullable: true } as const;
const NO_OBJECT = { type: 'object', nullable: true, additionalProperties: true } as const;

/** An administrative act. */
export class EventView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'date-time', type: 'string' })
  at!: Date;

  @ApiProperty({ example: 'token.freeze' })
  action!: string;

  @ApiProperty({ description: 'Who did it: an account id (`sub`), or the client id of a program.' })
  actor!: string;

  @ApiProperty({ description: 'By way of which application.' })
  client!: string;

  @ApiProperty({ description: 'What kind of thing it was done to.', example: 'token' })
  target_kind!: string;

  @ApiProperty({ description: 'Its id.' })
  target!: string;

  @ApiProperty({ ...NO_OBJECT, description: 'What was changed, before; null for what was not there.' })
  old!: object | null;

  @ApiProperty({ ...NO_OBJECT, description: 'Likewise afterwards.' })
  new!: object | null;

  @ApiProperty({ description: 'Why, in the words of who did it.' })
  reason!: string;

  @ApiProperty(NO_TEXT)
  ticket!: string | null;

  @ApiProperty({ ...NO_TEXT, example: '203.0.113.7' })
  ip!: string | null;

  @ApiProperty(NO_TEXT)
  user_agent!: string | null;

  @ApiProperty()
  request_id!: string;
}

export const EVENT_COLUMNS: (keyof EventView)[] = [
  ...(['id', 'at', 'action', 'actor', 'client', 'target_kind', 'target', 'old', 'new', 'reason', 'ticket', 'ip', 'user_agent', 'request_id'] as const),
];

export function showEvent({ id, at, action, old, new: changed, reason, ticket, ip, ...row }: AdminEvent): EventView {
  return {
    ...{ id, at, action, actor: row.actorSub, client: row.actorClientId, target_kind: row.targetKind, target: row.targetId, old, new: changed },
    ...{ reason, ticket, ip, user_agent: row.userAgent, request_id: row.requestId },
  };
}

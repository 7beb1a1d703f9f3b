import { ApiProperty } from '@nestjs/swagger';
import type { MassRevocation, MassRevocationState } from '../../token/mass-revocation/mass-revocation.entity.js';
import { TokenFilterInput } from '../tokens/token.query.js';
import { TokenView } from '../tokens/token.view.js';

const STATES = ['planned', 'running', 'done', 'cancelled', 'expired'] as const satisfies readonly MassRevocationState[];
const TIME = { format: 'date-time', type: 'string' } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;

/** A mass revocation: a plan, or how far its execution is. */
export class RevocationView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: STATES, description: '`done`: none of its tokens works any more; a plan that nobody executes is `expired` after an hour.' })
  state!: MassRevocationState;

  @ApiProperty({ description: 'As it was ordered; empty for everything.' })
  filter!: TokenFilterInput;

  @ApiProperty()
  everything!: boolean;

  @ApiProperty({ ...COUNT, description: 'Refresh tokens that had not ended when it was planned: the set.' })
  total!: number;

  @ApiProperty({ ...COUNT, description: 'Accounts whose they were.' })
  accounts!: number;

  @ApiProperty({ ...COUNT, description: 'Clients whose they were.' })
  clients!: number;

  @ApiProperty({ ...COUNT, description: 'How many of them it has ended so far.' })
  done!: number;

  @ApiProperty({ ...COUNT, description: 'How many of them were over already when their turn came.' })
  gone!: number;

  @ApiProperty({ description: 'Who ordered it: an account id, or a program’s client id.' })
  actor!: string;

  @ApiProperty({ description: 'By which application.' })
  actor_client!: string;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ type: 'string', nullable: true })
  ticket!: string | null;

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty({ ...TIME, description: 'Until when a plan may be executed.' })
  expires_at!: Date;

  @ApiProperty({ ...TIME, nullable: true })
  started_at!: Date | null;

  @ApiProperty({ ...TIME, nullable: true })
  ended_at!: Date | null;
}

/** A mass revocation that was just ordered. */
export class PlanView extends RevocationView {
  @ApiProperty({ type: [TokenView], description: 'A few of its tokens, the newest.' })
  sample!: TokenView[];
}

export function showRevocation(row: MassRevocation, now: Date): RevocationView {
  const { revocationId: id, filter, total, accounts, clients, done, gone, reason, ticket } = row;
  const hasExpired = row.state === 'planned' && row.expiresAt <= now;
  return {
    ...{ id, state: hasExpired ? ('expired' as const) : row.state, filter: (filter ?? {}) as TokenFilterInput, everything: filter === null },
    ...{ total, accounts, clients, done, gone, actor: row.actorSub, actor_client: row.actorClientId, reason, ticket },
    ...{ created_at: row.createdAt, expires_at: row.expiresAt, started_at: row.startedAt, ended_at: hasExpired ? row.expiresAt : row.endedAt },
  };
}

/** Nothing more will become of it. */
export function isOver({ state }: RevocationView): boolean {
  return state !== 'planned' && state !== 'running';
}

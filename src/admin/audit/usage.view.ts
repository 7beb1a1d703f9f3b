import { ApiProperty } from '@nestjs/swagger';
import type { RefreshUsage } from '../../audit/refresh-usage.entity.js';
import { VERDICTS } from './ledger.query.js';

const TIME = { format: 'date-time', type: 'string' } as const;
const NO_TEXT = { type: 'string', nullable: true } as const;

/** An attempt to refresh, answered or refused. */
export class UsageView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty(TIME)
  at!: Date;

  @ApiProperty({ enum: VERDICTS })
  verdict!: string;

  @ApiProperty({ ...NO_TEXT, description: 'Why the token had ended, where the verdict alone does not say it.' })
  reason!: string | null;

  @ApiProperty({ type: 'integer', description: 'How many equal refusals this stands for (of one grant, client, verdict and network); the rest is then of the last.', example: 1 })
  count!: number;

  @ApiProperty({ ...TIME, nullable: true, description: 'When the first of several was.' })
  first_at!: Date | null;

  @ApiProperty({ format: 'uuid', description: 'The token’s id as well; the nil UUID for a token that was none.' })
  grant!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the token presented.' })
  generation!: number | null;

  @ApiProperty({ description: 'Who presented it.' })
  client!: string;

  @ApiProperty({ ...NO_TEXT, description: '`sub` of whom the token is.' })
  account!: string | null;

  @ApiProperty({ ...NO_TEXT, format: 'uuid' })
  session!: string | null;

  @ApiProperty({ ...NO_TEXT, example: '203.0.113.7' })
  ip!: string | null;

  @ApiProperty(NO_TEXT)
  user_agent!: string | null;

  @ApiProperty()
  request_id!: string;

  @ApiProperty({ type: [String], description: 'What the answer granted; what a refused request asked for.' })
  scopes!: string[];

  @ApiProperty({ type: [String], description: 'Likewise.' })
  resources!: string[];

  @ApiProperty({ ...NO_TEXT, description: 'The access token that came of it.' })
  access_token_jti!: string | null;

  @ApiProperty({ ...TIME, nullable: true })
  access_token_expires_at!: Date | null;
}

export const USAGE_COLUMNS: (keyof UsageView)[] = [
  ...(['id', 'at', 'verdict', 'reason', 'count', 'first_at', 'grant', 'generation', 'client', 'account', 'session', 'ip', 'user_agent', 'request_id'] as const),
  ...(['scopes', 'resources', 'access_token_jti', 'access_token_expires_at'] as const),
];

export function showUsage({ id, at, verdict, reason, count, generation, ip, scopes, resources, ...row }: RefreshUsage): UsageView {
  return {
    ...{ id, at, verdict, reason, count, first_at: row.firstAt, grant: row.grantId, generation, client: row.clientId, account: row.accountId },
    ...{ session: row.sessionId, ip, user_agent: row.userAgent, request_id: row.requestId, scopes, resources },
    ...{ access_token_jti: row.accessTokenJti, access_token_expires_at: row.accessTokenExpiresAt },
  };
}

import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { SESSION_STATUSES, type SessionFilter, type SessionStatus } from '../../auth/session-filter.sql.js';
import type { SessionRow } from '../../auth/session-list.store.js';
import { dateOf, IsInstant, IsNetwork } from '../../api/lists/inputs.js';
import { PageQuery } from '../../api/lists/page.query.js';

const SORTS = ['-created_at', 'created_at'] as const;
const TIME = { format: 'date-time', type: 'string' } as const;
const GIVEN_TIME = { required: false, ...TIME, example: '2026-11-24T10:00:00Z' } as const;
const NO_TEXT = { type: 'string', nullable: true } as const;
const STATUS = { enum: SESSION_STATUSES, description: '`ended`: by logout or a new password; `suspended`: the account is disabled.' };

/** Which sessions: those to which all that is given applies. */
class SessionFilterInput {
  @ApiProperty({ required: false, description: 'An account id (`sub`).' })
  @IsOptional() @IsString() @MaxLength(255)
  account?: string;

  @ApiProperty({ required: false, ...STATUS })
  @IsOptional() @IsIn(SESSION_STATUSES)
  status?: SessionStatus;

  @ApiProperty(GIVEN_TIME)
  @IsOptional() @IsInstant()
  created_after?: string;

  @ApiProperty(GIVEN_TIME)
  @IsOptional() @IsInstant()
  created_before?: string;

  @ApiProperty({ ...GIVEN_TIME, description: 'When the browser last came with it, known to five minutes.' })
  @IsOptional() @IsInstant()
  last_seen_after?: string;

  @ApiProperty({ ...GIVEN_TIME, description: 'Likewise.' })
  @IsOptional() @IsInstant()
  last_seen_before?: string;

  @ApiProperty({ required: false, description: 'The address or network of the login.', example: '203.0.113.0/24' })
  @IsOptional() @IsNetwork()
  network?: string;

  @ApiProperty({ required: false, description: 'A part of the name of the browser that logged in.', example: 'Firefox' })
  @IsOptional() @IsString() @MaxLength(200)
  user_agent?: string;
}

export class SessionQuery extends IntersectionType(SessionFilterInput, PageQuery) {
  @ApiProperty({ required: false, enum: SORTS, default: '-created_at' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-created_at';
}

/** A person’s login in one browser. */
export class SessionView {
  @ApiProperty({ format: 'uuid', description: '`sid` of the ID tokens.' })
  id!: string;

  @ApiProperty({ description: '`sub`.' })
  account!: string;

  @ApiProperty({ example: 'ada' })
  username!: string;

  @ApiProperty(STATUS)
  status!: SessionStatus;

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty({ ...TIME, description: 'When the password was last given.' })
  auth_time!: Date;

  @ApiProperty({ ...TIME, description: 'When the browser last came with it, to five minutes. Refreshes are seen at the tokens.' })
  last_seen_at!: Date;

  @ApiProperty(TIME)
  expires_at!: Date;

  @ApiProperty({ ...TIME, nullable: true })
  ended_at!: Date | null;

  @ApiProperty({ example: '1' })
  acr!: string;

  @ApiProperty({ type: [String], example: ['pwd'] })
  amr!: string[];

  @ApiProperty({ ...NO_TEXT, example: '203.0.113.7' })
  ip!: string | null;

  @ApiProperty({ ...NO_TEXT, example: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' })
  user_agent!: string | null;
}

export function filterOf(query: SessionQuery): SessionFilter {
  return {
    ...{ accountId: query.account, status: query.status, network: query.network, userAgent: query.user_agent },
    ...{ createdAfter: dateOf(query.created_after), createdBefore: dateOf(query.created_before) },
    ...{ lastSeenAfter: dateOf(query.last_seen_after), lastSeenBefore: dateOf(query.last_seen_before) },
  };
}

export function showSession(row: SessionRow): SessionView {
  const { sessionId: id, accountId: account, username, status, acr, amr, ip } = row;
  return {
    ...{ id, account, username, status, created_at: row.createdAt, auth_time: row.authTime, last_seen_at: row.lastSeenAt },
    ...{ expires_at: row.expiresAt, ended_at: row.endedAt, acr, amr, ip, user_agent: row.userAgent },
  };
}

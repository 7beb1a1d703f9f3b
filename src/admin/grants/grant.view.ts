import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { GrantFilter, GrantRow } from '../../token/listing/grant-list.store.js';
import { dateOf, IsId, IsInstant } from '../../api/lists/inputs.js';
import { PageQuery } from '../../api/lists/page.query.js';
import { PartiesFilter, PartiesView } from '../../api/lists/parties.js';

const STATUSES = ['live', 'ended'] as const;
const SORTS = ['-created_at', 'created_at'] as const;
const TIME = { format: 'date-time', type: 'string' } as const;

/** Which grants: those to which all that is given applies. */
class GrantFilterInput extends PartiesFilter {
  @ApiProperty({ required: false, description: 'A login session (`sid`).', format: 'uuid' })
  @IsOptional() @IsId()
  session?: string;

  @ApiProperty({ required: false, enum: STATUSES })
  @IsOptional() @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];

  @ApiProperty({ required: false, example: 'orders:write' })
  @IsOptional() @IsString() @MaxLength(255)
  scope?: string;

  @ApiProperty({ required: false, example: 'https://orders.example/' })
  @IsOptional() @IsString() @MaxLength(2000)
  resource?: string;

  @ApiProperty({ required: false, ...TIME, example: '2026-11-24T10:00:00Z' })
  @IsOptional() @IsInstant()
  created_after?: string;

  @ApiProperty({ required: false, ...TIME, example: '2026-11-24T10:00:00Z' })
  @IsOptional() @IsInstant()
  created_before?: string;
}

export class GrantQuery extends IntersectionType(GrantFilterInput, PageQuery) {
  @ApiProperty({ required: false, enum: SORTS, default: '-created_at' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-created_at';
}

/** What a person granted an application in one login: its refresh token and access tokens hang on it. */
export class GrantView extends PartiesView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  session!: string;

  @ApiProperty({ enum: STATUSES })
  status!: (typeof STATUSES)[number];

  @ApiProperty({ ...TIME, nullable: true })
  revoked_at!: Date | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Why it is over.', example: 'client_request' })
  ended_reason!: string | null;

  @ApiProperty({ type: [String] })
  scopes!: string[];

  @ApiProperty({ type: [String] })
  resources!: string[];

  @ApiProperty({ example: '1' })
  acr!: string;

  @ApiProperty({ type: [String], example: ['pwd'] })
  amr!: string[];

  @ApiProperty({ ...TIME, description: 'Of the login.' })
  auth_time!: Date;

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty({ description: 'Then it stands under `/tokens` with the same id.' })
  has_refresh_token!: boolean;
}

export function filterOf(query: GrantQuery): GrantFilter {
  const isLive = query.status && query.status === 'live';
  const { client: clientId, account: accountId, session: sessionId, scope, resource } = query;
  return { clientId, accountId, sessionId, scope, resource, isLive, createdAfter: dateOf(query.created_after), createdBefore: dateOf(query.created_before) };
}

export function showGrant(row: GrantRow): GrantView {
  const { grantId: id, clientId: client, accountId: account, sessionId: session, scopes, resources, acr, amr, username } = row;
  return {
    ...{ id, client, client_name: row.clientName, account, username, session, status: row.isLive ? ('live' as const) : ('ended' as const) },
    ...{ revoked_at: row.revokedAt, ended_reason: row.endedReason, scopes, resources, acr, amr },
    ...{ auth_time: row.authTime, created_at: row.createdAt, has_refresh_token: row.hasRefreshToken },
  };
}

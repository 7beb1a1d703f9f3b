import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { ArrayMaxSize, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ROTATIONS, type Rotation } from '../../client/client.entity.js';
import { CLIENT_TYPES, EXCESSES, ORPHANINGS, TOKEN_STATUSES } from '../../token/listing/token.filter.js';
import type { ClientType, Excess, Orphaning, TokenFilter, TokenOrder, TokenStatus } from '../../token/listing/token.filter.js';
import { AsList, dateOf, IsEachId, IsId, IsInstant, IsNetwork, IsYesOrNo } from '../../api/lists/inputs.js';
import { MOST_ITEMS, PageQuery } from '../../api/lists/page.query.js';
import { PartiesFilter } from '../../api/lists/parties.js';

const SORTS = ['-issued_at', 'issued_at', '-last_used_at', 'last_used_at'] as const;
const EXAMPLE_TIME = '2026-11-24T10:00:00Z';

/** Which refresh tokens: those to which all that is given applies. In a query and in a body alike. */
export class TokenFilterInput extends PartiesFilter {
  @ApiProperty({ required: false, description: 'Any of these; each must be one that there is or was.', type: [String], format: 'uuid', maxItems: MOST_ITEMS })
  @IsOptional() @IsEachId() @ArrayMaxSize(MOST_ITEMS, { message: `must be ${MOST_ITEMS} at most` }) @AsList()
  id?: string[];

  @ApiProperty({ required: false, description: 'Whether its client can keep a secret.', enum: CLIENT_TYPES })
  @IsOptional() @IsIn(CLIENT_TYPES)
  client_type?: ClientType;

  @ApiProperty({ required: false, description: 'A login session (`sid`).', format: 'uuid' })
  @IsOptional() @IsId()
  session?: string;

  @ApiProperty({ required: false, description: 'Any of these.', enum: TOKEN_STATUSES, isArray: true })
  @IsOptional() @IsIn(TOKEN_STATUSES, { each: true, message: `must be of ${TOKEN_STATUSES.join(', ')}` }) @AsList()
  status?: TokenStatus[];

  @ApiProperty({ required: false, description: 'What a refresh does under the client’s policy.', enum: ROTATIONS })
  @IsOptional() @IsIn(ROTATIONS)
  policy?: Rotation;

  @ApiProperty({ required: false, description: 'A scope that was granted.', example: 'orders:write' })
  @IsOptional() @IsString() @MaxLength(255)
  scope?: string;

  @ApiProperty({ required: false, description: 'A resource that was granted.', example: 'https://orders.example/' })
  @IsOptional() @IsString() @MaxLength(2000)
  resource?: string;

  @ApiProperty({ required: false, description: 'Bound to a key (DPoP) or not.' })
  @IsOptional() @IsYesOrNo()
  key_bound?: boolean;

  @ApiProperty({ required: false, description: 'Its account or its client is disabled or deleted, or a resource that it was granted for is gone. By any of these.', enum: ORPHANINGS, isArray: true })
  @IsOptional() @IsIn(ORPHANINGS, { each: true, message: `must be of ${ORPHANINGS.join(', ')}` }) @AsList()
  orphaned_by?: Orphaning[];

  @ApiProperty({ required: false, description: 'It lives longer, or has another scope, than its client gives now. In any of these.', enum: EXCESSES, isArray: true })
  @IsOptional() @IsIn(EXCESSES, { each: true, message: `must be of ${EXCESSES.join(', ')}` }) @AsList()
  past_policy?: Excess[];

  @ApiProperty({ required: false, format: 'date-time', example: EXAMPLE_TIME })
  @IsOptional() @IsInstant()
  issued_after?: string;

  @ApiProperty({ required: false, format: 'date-time', example: EXAMPLE_TIME })
  @IsOptional() @IsInstant()
  issued_before?: string;

  @ApiProperty({ required: false, description: 'A token never used counts as used at its issue.', format: 'date-time', example: EXAMPLE_TIME })
  @IsOptional() @IsInstant()
  last_used_after?: string;

  @ApiProperty({ required: false, description: 'Likewise.', format: 'date-time', example: EXAMPLE_TIME })
  @IsOptional() @IsInstant()
  last_used_before?: string;

  @ApiProperty({ required: false, description: 'Issued or used at any time since then (with `active_before`: in that time), not only last.', format: 'date-time', example: EXAMPLE_TIME })
  @IsOptional() @IsInstant()
  active_after?: string;

  @ApiProperty({ required: false, description: 'Likewise.', format: 'date-time', example: EXAMPLE_TIME })
  @IsOptional() @IsInstant()
  active_before?: string;

  @ApiProperty({ required: false, description: 'Fetched or ever refreshed from this address or network.', example: '203.0.113.0/24' })
  @IsOptional() @IsNetwork()
  network?: string;

  @ApiProperty({ required: false, description: 'Fetched or ever refreshed by an agent with this text in its name.', example: 'Firefox' })
  @IsOptional() @IsString() @MaxLength(200)
  user_agent?: string;

  @ApiProperty({ required: false, description: 'Any access or ID token of it was signed with this key.' })
  @IsOptional() @IsString() @MaxLength(255)
  kid?: string;
}

/** The list's query: the filter, the order and the page. */
export class TokenQuery extends IntersectionType(TokenFilterInput, PageQuery) {
  @ApiProperty({ required: false, description: 'Descending with `-`. Of more than 500 tokens (of that client, account, session or network; else of all), last use counts by its day.', enum: SORTS, default: '-issued_at' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-issued_at';
}

export function filterOf(query: TokenFilterInput): TokenFilter {
  return {
    ...{ grantIds: query.id, clientId: query.client, accountId: query.account, sessionId: query.session, status: query.status, policy: query.policy },
    ...{ scope: query.scope, resource: query.resource, isKeyBound: query.key_bound, network: query.network, userAgent: query.user_agent, kid: query.kid },
    ...{ clientType: query.client_type, orphanedBy: query.orphaned_by, pastPolicy: query.past_policy },
    ...{ issuedAfter: dateOf(query.issued_after), issuedBefore: dateOf(query.issued_before) },
    ...{ lastUsedAfter: dateOf(query.last_used_after), lastUsedBefore: dateOf(query.last_used_before) },
    ...{ activeAfter: dateOf(query.active_after), activeBefore: dateOf(query.active_before) },
  };
}

export function orderOf({ sort }: TokenQuery): TokenOrder {
  return { by: sort.replace('-', '') as TokenOrder['by'], isDescending: sort.startsWith('-') };
}

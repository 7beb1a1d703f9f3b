import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { EventFilter, LedgerFilter, UsageFilter } from '../../audit/ledger-list.store.js';
import { REFUSALS, SUCCESSES, type Verdict } from '../../audit/verdict.js';
import { AsList, dateOf, IsId, IsInstant, IsNetwork } from '../../api/lists/inputs.js';
import { PageQuery } from '../../api/lists/page.query.js';

export const VERDICTS = [...SUCCESSES, ...REFUSALS];
const SORTS = ['-at', 'at'] as const;
const FORMATS = ['ndjson', 'csv'] as const;
const TIME = { required: false, format: 'date-time', type: 'string', example: '2026-11-24T10:00:00Z' } as const;

export type ExportFormat = (typeof FORMATS)[number];

/** Which rows of either ledger: those to which all that is given applies. */
class LedgerFilterInput {
  @ApiProperty({ required: false, description: 'The client id of who presented the token, or by way of which an act was done.', example: 'demo-app' })
  @IsOptional() @IsString() @MaxLength(255)
  client?: string;

  @ApiProperty({ required: false, description: 'From this address or network.', example: '203.0.113.0/24' })
  @IsOptional() @IsNetwork()
  network?: string;

  @ApiProperty({ required: false, description: 'By an agent with this text in its name.', example: 'Firefox' })
  @IsOptional() @IsString() @MaxLength(200)
  user_agent?: string;

  @ApiProperty({ required: false, description: '`X-Request-Id`.' })
  @IsOptional() @IsString() @MaxLength(200)
  request_id?: string;

  @ApiProperty({ ...TIME, description: 'Not before.' })
  @IsOptional() @IsInstant()
  from?: string;

  @ApiProperty({ ...TIME, description: 'Before, not at.' })
  @IsOptional() @IsInstant()
  to?: string;
}

class UsageFilterInput extends LedgerFilterInput {
  @ApiProperty({ required: false, description: 'An account id (`sub`).' })
  @IsOptional() @IsString() @MaxLength(255)
  account?: string;

  @ApiProperty({ required: false, description: 'The id of a grant, which is its token’s as well; the nil UUID for tokens that are none.', format: 'uuid' })
  @IsOptional() @IsId()
  grant?: string;

  @ApiProperty({ required: false, description: 'Any of these.', enum: VERDICTS, isArray: true })
  @IsOptional() @IsIn(VERDICTS, { each: true, message: `must be of ${VERDICTS.join(', ')}` }) @AsList()
  verdict?: Verdict[];
}

class EventFilterInput extends LedgerFilterInput {
  @ApiProperty({ required: false, description: 'Who did it: an account id (`sub`), or the client id of a program.' })
  @IsOptional() @IsString() @MaxLength(255)
  actor?: string;

  @ApiProperty({ required: false, example: 'token.freeze' })
  @IsOptional() @IsString() @MaxLength(100)
  action?: string;

  @ApiProperty({ required: false, description: 'What kind of thing it was done to.', example: 'token' })
  @IsOptional() @IsString() @MaxLength(100)
  target_kind?: string;

  @ApiProperty({ required: false, description: 'The id of what it was done to.' })
  @IsOptional() @IsString() @MaxLength(2000)
  target?: string;
}

class OrderInput extends PageQuery {
  @ApiProperty({ required: false, description: 'Descending with `-`.', enum: SORTS, default: '-at' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-at';
}

class ExportInput {
  @ApiProperty({ required: false, description: 'One JSON object a line, or CSV (RFC 4180).', enum: FORMATS, default: 'ndjson' })
  @IsIn(FORMATS)
  format: ExportFormat = 'ndjson';
}

export class UsageQuery extends IntersectionType(UsageFilterInput, OrderInput) {}
export class UsageExportQuery extends IntersectionType(UsageFilterInput, ExportInput) {}
export class EventQuery extends IntersectionType(EventFilterInput, OrderInput) {}
export class EventExportQuery extends IntersectionType(EventFilterInput, ExportInput) {}

export function usageFilterOf(query: UsageFilterInput, grantIds: string[] | undefined): UsageFilter {
  return { ...ledgerFilterOf(query), accountId: query.account, grantIds, grantId: query.grant, verdicts: query.verdict };
}

export function eventFilterOf(query: EventFilterInput): EventFilter {
  return { ...ledgerFilterOf(query), actor: query.actor, action: query.action, targetKind: query.target_kind, targetId: query.target };
}

function ledgerFilterOf({ client: clientId, network, user_agent: userAgent, request_id: requestId, from, to }: LedgerFilterInput): LedgerFilter {
  return { clientId, network, userAgent, requestId, from: dateOf(from), to: dateOf(to) };
}

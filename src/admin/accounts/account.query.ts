import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { IsSub } from '../../account/account-details.js';
import { ACCOUNT_STATUSES, type AccountFilter, type AccountOrder, type AccountStatus } from '../../account/account-list.store.js';
import { ROLES } from '../../account/roles.js';
import { dateOf, IsInstant } from '../../api/lists/inputs.js';
import { PageQuery } from '../../api/lists/page.query.js';

const SORTS = ['-created_at', 'created_at', 'username', '-username'] as const;
const TIME = { format: 'date-time', type: 'string', example: '2026-11-24T10:00:00Z' } as const;

/** The account of a path. */
export class SubParam {
  @ApiProperty({ description: '`sub`.', example: '5c9f75c7ccf87b05a921e9b0' })
  @IsSub()
  id!: string;
}

/** Which accounts: those to which all that is given applies. */
class AccountFilterInput {
  @ApiProperty({ required: false, description: 'Exactly this one, however typed.', example: 'ada' })
  @IsOptional() @IsString() @MaxLength(254)
  username?: string;

  @ApiProperty({ required: false, description: 'Exactly this one.' })
  @IsOptional() @IsSub()
  sub?: string;

  @ApiProperty({ required: false, description: 'What the username or the `sub` begins with.', example: 'ad' })
  @IsOptional() @IsString() @MinLength(1) @MaxLength(254)
  prefix?: string;

  @ApiProperty({ required: false, description: 'The `email` claim, exactly this one, letters alike.', example: 'ada@example.com' })
  @IsOptional() @IsString() @MinLength(1) @MaxLength(254)
  email?: string;

  @ApiProperty({ required: false, enum: Object.keys(ROLES) })
  @IsOptional() @IsIn(Object.keys(ROLES))
  role?: string;

  @ApiProperty({ required: false, enum: ACCOUNT_STATUSES })
  @IsOptional() @IsIn(ACCOUNT_STATUSES)
  status?: AccountStatus;

  @ApiProperty({ required: false, ...TIME })
  @IsOptional() @IsInstant()
  created_after?: string;

  @ApiProperty({ required: false, ...TIME })
  @IsOptional() @IsInstant()
  created_before?: string;
}

export class AccountQuery extends IntersectionType(AccountFilterInput, PageQuery) {
  @ApiProperty({ required: false, description: 'Descending with `-`; usernames by code points.', enum: SORTS, default: '-created_at' })
  @IsIn(SORTS)
  sort: (typeof SORTS)[number] = '-created_at';
}

export function filterOf({ username, sub: accountId, prefix, email, role, status, created_after: after, created_before: before }: AccountQuery): AccountFilter {
  return { username, accountId, prefix, email, role, status, createdAfter: dateOf(after), createdBefore: dateOf(before) };
}

export function orderOf({ sort }: AccountQuery): AccountOrder {
  return { by: sort.replace('-', '') as AccountOrder['by'], isDescending: sort.startsWith('-') };
}

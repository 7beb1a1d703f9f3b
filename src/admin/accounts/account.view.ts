import { ApiProperty } from '@nestjs/swagger';
import { ACCOUNT_STATUSES, type AccountRow, type AccountStatus } from '../../account/account-list.store.js';
import type { StandardClaims } from '../../account/claims.js';
import { ROLES } from '../../account/roles.js';
import { HOLDINGS_COUNTED, type AccountHoldings } from '../../token/listing/account-holdings.store.js';
import { CLAIMS_SCHEMA } from './claims.schema.js';

const TIME = { format: 'date-time', type: 'string' } as const;
const NO_TIME = { ...TIME, nullable: true } as const;

/** A person who can log in. */
export class AccountView {
  @ApiProperty({ description: '`sub`.', example: '5c9f75c7ccf87b05a921e9b0' })
  id!: string;

  @ApiProperty({ example: 'ada' })
  username!: string;

  @ApiProperty({ enum: ACCOUNT_STATUSES })
  status!: AccountStatus;

  @ApiProperty({ enum: Object.keys(ROLES), isArray: true })
  roles!: string[];

  @ApiProperty({ ...CLAIMS_SCHEMA, description: 'The standard claims of OpenID Connect Core §5.1 that are known.' })
  claims!: StandardClaims;

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty(TIME)
  updated_at!: Date;

  @ApiProperty({ ...NO_TIME, description: 'Logins and grants from before it are worth nothing; null for the first password.' })
  password_changed_at!: Date | null;

  @ApiProperty(NO_TIME)
  disabled_at!: Date | null;
}

/** An account with what it lives by. */
export class AccountDetailView extends AccountView {
  @ApiProperty({ type: 'integer', description: `Refresh tokens that would be refreshed; counted up to ${HOLDINGS_COUNTED}.` })
  live_tokens!: number;

  @ApiProperty({ type: 'integer', description: 'Likewise.' })
  live_sessions!: number;

  @ApiProperty({ ...NO_TIME, description: 'When the password was last given, as sessions and grants tell.' })
  last_login_at!: Date | null;
}

/** An account that was given a password. */
export class AccountWithPasswordView extends AccountView {
  @ApiProperty({ type: 'string', nullable: true, description: 'Where none was given, the one that was made. Shown this once.', example: 'k7m2p-x9w4c-hq3ra-t8yze' })
  generated_password!: string | null;
}

/** What was ended. */
export class LogoutView {
  @ApiProperty({ description: '`sub`.' })
  account!: string;

  @ApiProperty({ type: 'integer' })
  sessions!: number;

  @ApiProperty({ type: 'integer', description: 'Each with its access tokens.' })
  grants!: number;

  @ApiProperty({ type: 'integer', description: 'Refresh tokens.' })
  tokens!: number;
}

export class RemovedPasskeysView {
  @ApiProperty({ description: '`sub`.' })
  account!: string;

  @ApiProperty({ type: 'integer' })
  removed!: number;
}

export function showAccount({ accountId: id, username, status, roles, claims, createdAt, updatedAt, passwordChangedAt, disabledAt }: AccountRow): AccountView {
  return { id, username, status, roles, claims, created_at: createdAt, updated_at: updatedAt, password_changed_at: passwordChangedAt, disabled_at: disabledAt };
}

export function showDetails(row: AccountRow, { liveTokens, liveSessions, lastLoginAt }: AccountHoldings): AccountDetailView {
  return { ...showAccount(row), live_tokens: liveTokens, live_sessions: liveSessions, last_login_at: lastLoginAt };
}

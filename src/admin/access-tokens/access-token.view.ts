import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { AccessTokenRow } from '../../token/listing/access-token-list.store.js';
import { IsId, IsYesOrNo } from '../../api/lists/inputs.js';
import { PageQuery } from '../../api/lists/page.query.js';
import { PartiesFilter, PartiesView } from '../../api/lists/parties.js';

const STATUSES = ['revoked', 'expired', 'live'] as const;
const EXAMPLE = '0199e2a4-7c1e-7d52-9b0a-3f1c5d7e9a11.kq3Vn0ZcP2aB';

class AccessTokenFilterInput extends PartiesFilter {
  @ApiProperty({ required: false, format: 'uuid' })
  @IsOptional() @IsId()
  grant?: string;

  @ApiProperty({ required: false, description: 'Those that have expired as well.' })
  @IsOptional() @IsYesOrNo()
  expired?: boolean;
}

export class AccessTokenQuery extends IntersectionType(AccessTokenFilterInput, PageQuery) {}

/** The `jti` in a path. */
export class JtiParam {
  @ApiProperty({ description: '`jti` of the access token.', example: EXAMPLE })
  @Matches(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.[\w-]{12}$/, { message: 'must be the jti of an access token' })
  jti!: string;
}

/** An access token of a person. The token itself is never shown. */
export class AccessTokenView extends PartiesView {
  @ApiProperty({ example: EXAMPLE })
  jti!: string;

  @ApiProperty({ format: 'uuid' })
  grant!: string;

  @ApiProperty({ enum: STATUSES, description: '`revoked`: itself, or with its grant.' })
  status!: (typeof STATUSES)[number];

  @ApiProperty({ format: 'date-time', type: 'string' })
  issued_at!: Date;

  @ApiProperty({ format: 'date-time', type: 'string' })
  expires_at!: Date;

  @ApiProperty({ format: 'date-time', type: 'string', nullable: true })
  revoked_at!: Date | null;

  @ApiProperty({ type: [String] })
  scopes!: string[];

  @ApiProperty({ type: [String] })
  resources!: string[];
}

/** What a revocation is answered with: also of a program's token, of which nothing more is known. */
export class RevokedAccessTokenView {
  @ApiProperty({ example: EXAMPLE })
  jti!: string;

  @ApiProperty({ enum: ['revoked'] })
  status!: 'revoked';
}

export function showAccessToken(row: AccessTokenRow): AccessTokenView {
  const { jti, grantId: grant, clientId: client, accountId: account, username, scopes, resources } = row;
  const status = row.revokedAt ? 'revoked' : row.isExpired ? 'expired' : 'live';
  return {
    ...{ jti, grant, client, client_name: row.clientName, account, username, status },
    ...{ issued_at: row.issuedAt, expires_at: row.expiresAt, revoked_at: row.revokedAt, scopes, resources },
  } as AccessTokenView;
}

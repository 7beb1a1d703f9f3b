import { ApiProperty } from '@nestjs/swagger';
import { ROTATIONS, type Rotation } from '../../client/client.entity.js';
import { TOKEN_STATUSES, type TokenRow, type TokenStatus } from '../../token/listing/token.filter.js';
import { PartiesView } from '../../api/lists/parties.js';
import { USES_COUNTED } from '../../token/listing/token-list.store.js';

const TIME = { format: 'date-time', type: 'string' } as const;
const NO_TIME = { ...TIME, nullable: true } as const;
const NO_TEXT = { type: 'string', nullable: true } as const;

/** Whence a token was fetched or used, as its presenter was seen: of a web application, its server. */
export class PlaceView {
  @ApiProperty({ ...NO_TEXT, example: '203.0.113.7' })
  ip!: string | null;

  @ApiProperty({ ...NO_TEXT, example: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' })
  user_agent!: string | null;
}

/** A family of refresh tokens: one login of one person on one application. The tokens themselves are never shown. */
export class TokenView extends PartiesView {
  @ApiProperty({ format: 'uuid', description: 'The grant’s id as well.' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  grant!: string;

  @ApiProperty({ format: 'uuid', description: '`sid` of the ID tokens.' })
  session!: string;

  @ApiProperty({ enum: TOKEN_STATUSES, description: '`suspended`: its account or client is disabled; `ended`: by logout, a new password or a withdrawn consent.' })
  status!: TokenStatus;

  @ApiProperty({ ...NO_TEXT, description: 'Why it is over.', example: 'admin' })
  ended_reason!: string | null;

  @ApiProperty(NO_TIME)
  revoked_at!: Date | null;

  @ApiProperty({ enum: ROTATIONS })
  policy!: Rotation;

  @ApiProperty({ type: [String], example: ['openid', 'offline_access'] })
  scopes!: string[];

  @ApiProperty({ type: [String] })
  resources!: string[];

  @ApiProperty()
  key_bound!: boolean;

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty({ ...NO_TIME, description: 'Null before the first refresh.' })
  last_used_at!: Date | null;

  @ApiProperty({ description: 'Where it was fetched.' })
  first!: PlaceView;

  @ApiProperty({ description: 'Where it was last used.' })
  last!: PlaceView;

  @ApiProperty(TIME)
  expires_at!: Date;

  @ApiProperty({ ...NO_TIME, description: 'When it dies of not being used; null when it does not.' })
  idle_expires_at!: Date | null;

  @ApiProperty({ type: 'integer', description: 'How often it was rotated.' })
  generation!: number;

  @ApiProperty({ type: 'integer', description: 'Successful refreshes; in a list counted up to 100.' })
  uses!: number;

  @ApiProperty({ description: 'There are more than were counted.' })
  has_more_uses!: boolean;

  @ApiProperty(NO_TIME)
  frozen_at!: Date | null;

  @ApiProperty({ ...NO_TIME, description: 'Null for a freeze without an end.' })
  frozen_until!: Date | null;

  @ApiProperty({ ...NO_TEXT, description: 'The signals of theft that froze it, or `admin`.' })
  frozen_reason!: string | null;

  @ApiProperty({ ...NO_TIME, description: 'Since when the next refresh is to rotate it.' })
  rotate_next_at!: Date | null;
}

/** @param counted how far uses were counted */
export function showToken(row: TokenRow, counted = USES_COUNTED.inList): TokenView {
  return {
    ...{ id: row.grantId, grant: row.grantId, session: row.sessionId, client: row.clientId, client_name: row.clientName, account: row.accountId },
    ...{ username: row.username, status: row.status, ended_reason: row.endedReason ?? (row.status === 'ended' ? 'session_ended' : null) },
    ...{ revoked_at: row.revokedAt, policy: row.policy, scopes: row.scopes, resources: row.resources, key_bound: row.isKeyBound },
    ...{ created_at: row.issuedAt, last_used_at: row.lastUsedAt },
    first: { ip: row.firstIp, user_agent: row.firstUserAgent },
    last: { ip: row.lastIp, user_agent: row.lastUserAgent },
    ...{ expires_at: row.expiresAt, idle_expires_at: row.idleExpiresAt, generation: row.generation },
    ...{ uses: Math.min(row.uses, counted), has_more_uses: row.uses > counted },
    ...{ frozen_at: row.frozenAt, frozen_until: row.frozenUntil, frozen_reason: row.frozenReason, rotate_next_at: row.rotateNextAt },
  };
}

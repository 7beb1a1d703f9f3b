import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ROTATIONS, THEFT_ACTIONS, type Rotation, type TheftAction } from './client.entity.js';

const DAY = 86_400;
const YEAR = 366 * DAY;
const OPTIONAL = { required: false } as const;
const SECONDS = { required: false, type: 'integer', minimum: 1, maximum: 10 * YEAR } as const;

/** How a client's refresh tokens live and turn. */
export class RefreshTokenPolicy {
  /** When absent, `rotate` for a public client and `reuse` for one that can prove who it is (RFC 9700 §2.2.2, FAPI 2.0). */
  @ApiProperty({ ...OPTIONAL, enum: ROTATIONS, description: 'When absent, `rotate` for a public client without a key, else `reuse`.' })
  @IsOptional() @IsIn(ROTATIONS)
  rotation?: Rotation;

  /** Seconds in which a spent token is answered with its successor again. */
  @ApiProperty({ ...SECONDS, minimum: 0, maximum: 600, default: 30, description: 'Seconds in which a spent token is answered with its successor again.' })
  @IsInt() @Min(0) @Max(600)
  retry_window = 30;

  /** Seconds, absolute. */
  @ApiProperty({ ...SECONDS, default: 30 * DAY, description: 'Seconds, absolute; for new tokens.' })
  @IsInt() @Min(1) @Max(10 * YEAR)
  refresh_token_ttl = 30 * DAY;

  /** Seconds without use. */
  @ApiProperty({ ...SECONDS, description: 'Seconds without use.' })
  @IsOptional() @IsInt() @Min(1) @Max(10 * YEAR)
  refresh_token_idle_ttl?: number;

  /** Per account. */
  @ApiProperty({ ...SECONDS, maximum: 100_000, description: 'Per account; at a login the oldest ends.' })
  @IsOptional() @IsInt() @Min(1) @Max(100_000)
  max_live_tokens?: number;

  /** Issued without `offline_access` too; such a token ends with the login session. */
  @ApiProperty({ ...OPTIONAL, default: false, description: 'Issued without `offline_access` too; such a token ends with the login session.' })
  @IsBoolean()
  without_offline_access: boolean = false;

  /** Ends with the login session even with `offline_access`. */
  @ApiProperty({ ...OPTIONAL, default: false, description: 'Ends with the login session even with `offline_access`.' })
  @IsBoolean()
  ends_at_logout: boolean = false;

  /** What to do about a token that is used as if by two. */
  @ApiProperty({ ...OPTIONAL, enum: THEFT_ACTIONS, default: 'alert', description: 'What to do about a token that is used as if by two.' })
  @IsIn(THEFT_ACTIONS)
  theft_action: TheftAction = 'alert';
}

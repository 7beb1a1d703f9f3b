import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import type { SigningKey } from '../../keys/signing-key.entity.js';
import { KEY_STATES, SIGNING_ALGS, signingSpanOf, stateOf, type KeyState, type SigningAlg } from '../../keys/signing-key.policy.js';
import { IsYesOrNo } from '../../api/lists/inputs.js';
import { Order } from '../../api/writes/order.js';

const TIME = { format: 'date-time', type: 'string' } as const;
const NO_TIME = { ...TIME, nullable: true } as const;

/** The key in a path. */
export class KidParam {
  @ApiProperty({ description: 'RFC 7638 thumbprint.' })
  @Matches(/^[\w-]{1,255}$/, { message: 'must be a kid' })
  kid!: string;
}

export class RotateOrder extends Order {
  @ApiProperty({ enum: SIGNING_ALGS })
  @IsIn(SIGNING_ALGS)
  alg!: SigningAlg;

  @ApiProperty({ required: false, description: 'Have it sign at once, also where it is published already: whoever keeps an old JWKS fetches it again, or fails until then.' })
  @IsOptional() @IsYesOrNo()
  now?: boolean;
}

export class RetireOrder extends Order {
  @ApiProperty({ required: false, description: 'Take it out of the JWKS at once: whatever it signed is refused from then on.' })
  @IsOptional() @IsYesOrNo()
  compromised?: boolean;

  @ApiProperty({ required: false, description: 'Where nothing else would sign, make a key that does, at once.' })
  @IsOptional() @IsYesOrNo()
  successor?: boolean;
}

/** A key pair that signs tokens. Its private half is never shown. */
export class KeyView {
  @ApiProperty({ description: 'As in the header of what it signs; also a filter of `/tokens`.' })
  kid!: string;

  @ApiProperty({ enum: SIGNING_ALGS })
  alg!: SigningAlg;

  @ApiProperty({ enum: KEY_STATES, description: '`published`: not signing yet; `retired`: in the JWKS for the tokens that are out; `gone`: no longer in it.' })
  state!: KeyState;

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty({ ...NO_TIME, description: 'Ahead while it is only published; null for one that never signed.' })
  signs_since!: Date | null;

  @ApiProperty({ ...NO_TIME, description: 'When its successor takes over; null while there is none.' })
  signs_until!: Date | null;

  @ApiProperty({ ...NO_TIME, description: 'No token that it signed lives longer.' })
  in_jwks_until!: Date | null;

  @ApiProperty({ ...NO_TIME, description: 'Since when nothing that it signed is believed.' })
  compromised_at!: Date | null;
}

export function showKey(key: SigningKey, now: Date): KeyView {
  const signed = signingSpanOf(key) !== null;
  return {
    ...{ kid: key.kid, alg: key.alg as SigningAlg, state: stateOf(key, now), created_at: key.createdAt },
    ...{ signs_since: signed ? key.signsFrom : null, signs_until: signed ? key.signsUntil : null },
    ...{ in_jwks_until: key.publishedUntil, compromised_at: key.compromisedAt },
  };
}

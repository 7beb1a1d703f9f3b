import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { ClientMetadata } from '../../client/client-metadata.js';
import { IsClientId, IsClientSecret } from '../../client/declared-client.js';
import { RefreshTokenPolicy } from '../../client/refresh-token-policy.js';
import { Order } from '../../api/writes/order.js';

const DAY = 86_400;
const SECRET = { minLength: 32, maxLength: 512 } as const;

/** The body has this member, an object of this class. */
const Holds = (type: new () => object): PropertyDecorator => (target, property) => {
  for (const decorate of [ApiProperty({ type }), IsObject({ message: 'must be an object' }), ValidateNested(), Type(() => type)]) decorate(target, property as string);
};

/** A client's metadata, and what it may be given or else is made. */
export class NewClientMetadata extends ClientMetadata {
  @ApiPropertyOptional({ description: 'Made up when absent.', example: 'my-app' })
  @IsOptional() @IsClientId()
  client_id?: string;

  @ApiPropertyOptional({ ...SECRET, description: 'Made when absent, and then shown once in the answer.' })
  @IsOptional() @IsClientSecret()
  client_secret?: string;
}

export class CreateClientOrder extends Order {
  @Holds(NewClientMetadata)
  metadata!: NewClientMetadata;
}

/** What is absent gets its default. */
export class ReplaceClientOrder extends Order {
  @Holds(ClientMetadata)
  metadata!: ClientMetadata;
}

/** What is absent stays; null takes a member away (RFC 7396). */
export class PatchClientOrder extends Order {
  @ApiProperty({ type: ClientMetadata })
  @IsObject({ message: 'must be an object' })
  metadata!: Record<string, unknown>;
}

export class SecretOrder extends Order {
  @ApiPropertyOptional({ ...SECRET, description: 'Made when absent, and then shown once in the answer.' })
  @IsOptional() @IsClientSecret()
  client_secret?: string;

  @ApiProperty({ required: false, type: 'integer', nullable: true, minimum: 0, maximum: 366 * DAY, default: 7 * DAY, description: 'Seconds for which older secrets live on at most: 0 ends them at once, null leaves them until they are dropped.' })
  @IsOptional() @IsInt() @Min(0) @Max(366 * DAY)
  overlap: number | null = 7 * DAY;
}

/** A policy as a whole: what is absent gets its default. */
export class PolicyOrder extends Order {
  @Holds(RefreshTokenPolicy)
  refresh_token_policy!: RefreshTokenPolicy;
}

/** A policy to be tried. */
export class WhatIf {
  @Holds(RefreshTokenPolicy)
  refresh_token_policy!: RefreshTokenPolicy;
}

import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { CLIENT_STATUSES, type ClientFilter, type ClientStatus } from '../../client/client-list.store.js';
import { GRANT_TYPES, ROTATIONS, type GrantTypeName, type Rotation } from '../../client/client.entity.js';
import { PageQuery } from '../../api/lists/page.query.js';

export const CLIENT_TYPES = ['public', 'confidential'] as const;

/** Which clients: those to which all that is given applies. */
class ClientFilterInput {
  @ApiProperty({ required: false, description: 'A part of the id or the name.', example: 'demo' })
  @IsOptional() @IsString() @MaxLength(200)
  text?: string;

  @ApiProperty({ required: false, enum: CLIENT_STATUSES, description: 'When absent, all but those deleted.' })
  @IsOptional() @IsIn(CLIENT_STATUSES)
  status?: ClientStatus;

  @ApiProperty({ required: false, enum: CLIENT_TYPES })
  @IsOptional() @IsIn(CLIENT_TYPES)
  type?: (typeof CLIENT_TYPES)[number];

  @ApiProperty({ required: false, enum: ROTATIONS, description: 'In effect; of a public client without one, for tokens that no key is bound to.' })
  @IsOptional() @IsIn(ROTATIONS)
  rotation?: Rotation;

  @ApiProperty({ required: false, enum: GRANT_TYPES })
  @IsOptional() @IsIn(GRANT_TYPES)
  grant_type?: GrantTypeName;

  @ApiProperty({ required: false, description: 'A scope that it may ask for.', example: 'offline_access' })
  @IsOptional() @IsString() @MaxLength(255)
  scope?: string;
}

export class ClientQuery extends IntersectionType(ClientFilterInput, PageQuery) {}

export function filterOf({ text, status, type, rotation, grant_type: grantType, scope }: ClientQuery): ClientFilter {
  return { text, status, isPublic: type && type === 'public', rotation, grantType, scope };
}

import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayUnique, IsArray, IsIn, IsObject, IsOptional, IsString, Matches, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { IsSub } from '../../account/account-details.js';
import { StandardClaims } from '../../account/claims.js';
import { ROLES } from '../../account/roles.js';
import { Order } from '../../api/writes/order.js';
import { CLAIMS_SCHEMA } from './claims.schema.js';

const ROLE_NAMES = Object.keys(ROLES);
const USERNAME = { example: 'ada', minLength: 1, maxLength: 254 };

/** A new password, or that one be made. */
export class PasswordOrder extends Order {
  @ApiProperty({ required: false, description: 'When absent, one is made and shown once.', minLength: 8, maxLength: 256, format: 'password' })
  @IsOptional() @IsString() @MinLength(8, { message: 'must have at least 8 characters' }) @MaxLength(256)
  password?: string;
}

/** A new account. */
export class NewAccountOrder extends PasswordOrder {
  @ApiProperty({ required: false, description: 'Made up when absent.', example: '5c9f75c7ccf87b05a921e9b0' })
  @IsOptional() @IsSub()
  sub?: string;

  @ApiProperty(USERNAME)
  @Matches(/\S/, { message: 'must not be empty' }) @MaxLength(254) @IsString({ message: 'is required' })
  username!: string;

  @ApiProperty({ required: false, enum: ROLE_NAMES, isArray: true, default: [] })
  @ArrayUnique() @IsIn(ROLE_NAMES, { each: true }) @IsArray()
  roles: string[] = [];

  @ApiProperty({ selfRequired: false, ...CLAIMS_SCHEMA, default: {} })
  @ValidateNested() @IsObject() @Type(() => StandardClaims)
  claims: StandardClaims = {};
}

/** What is to be another; what is absent stays. */
export class ChangedAccountOrder extends Order {
  @ApiProperty({ required: false, ...USERNAME })
  @IsOptional() @Matches(/\S/, { message: 'must not be empty' }) @MaxLength(254) @IsString()
  username?: string;

  @ApiProperty({ required: false, description: 'All of them.', enum: ROLE_NAMES, isArray: true })
  @IsOptional() @ArrayUnique() @IsIn(ROLE_NAMES, { each: true }) @IsArray()
  roles?: string[];

  @ApiProperty({ selfRequired: false, ...CLAIMS_SCHEMA, description: 'Those that change; null takes one away (RFC 7396).', example: { nickname: 'Ada', gender: null } })
  @IsOptional() @ValidateNested() @IsObject() @Type(() => StandardClaims)
  claims?: StandardClaims;
}

import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength, MinLength, ValidateIf } from 'class-validator';
import { ClientMetadata } from './client-metadata.js';

export const IsClientId = () =>
  Matches(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, { message: 'must be 1 to 200 printable characters without spaces, quotes and backslashes' });

/** Long enough for a fast hash. */
export const IsClientSecret = () =>
  applyDecorators(
    IsString({ message: 'is required unless token_endpoint_auth_method is none' }),
    MinLength(32, { message: 'must have at least 32 characters; make one with: openssl rand -base64 32' }),
    MaxLength(512),
  );

/** A client as the bootstrap file has it. */
export class DeclaredClient extends ClientMetadata {
  @IsClientId()
  client_id!: string;

  @ValidateIf((client: DeclaredClient) => client.token_endpoint_auth_method !== 'none')
  @IsClientSecret()
  client_secret?: string;
}

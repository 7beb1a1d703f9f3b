import { Type } from 'class-transformer';
import { IsArray, ValidateNested } from 'class-validator';
import { AccountDetails } from '../account/account-details.js';
import { ClientMetadata } from '../client/client-metadata.js';
import { Resource } from '../client/resource.entity.js';

/** The bootstrap file's shape. */
export class BootstrapFile {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ClientMetadata)
  clients: ClientMetadata[] = [];

  @IsArray() @ValidateNested({ each: true }) @Type(() => AccountDetails)
  accounts: AccountDetails[] = [];

  @IsArray() @ValidateNested({ each: true }) @Type(() => Resource)
  resources: Resource[] = [];
}

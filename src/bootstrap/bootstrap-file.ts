import { Type } from 'class-transformer';
import { IsArray, IsObject, ValidateNested } from 'class-validator';
import { AccountDetails } from '../account/account-details.js';
import { DeclaredClient } from '../client/declared-client.js';
import { Resource } from '../client/resource.entity.js';

/** The bootstrap file's shape. */
export class BootstrapFile {
  @IsArray() @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => DeclaredClient)
  clients: DeclaredClient[] = [];

  @IsArray() @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => AccountDetails)
  accounts: AccountDetails[] = [];

  @IsArray() @IsObject({ each: true }) @ValidateNested({ each: true }) @Type(() => Resource)
  resources: Resource[] = [];
}

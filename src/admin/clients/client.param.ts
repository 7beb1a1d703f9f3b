import { ApiProperty } from '@nestjs/swagger';
import { IsClientId } from '../../client/declared-client.js';
import { IsId } from '../../api/lists/inputs.js';

/** The client id in a path, percent-encoded where it must be. */
export class ClientParam {
  @ApiProperty({ example: 'demo-app' })
  @IsClientId()
  id!: string;
}

/** Likewise with one of its secrets. */
export class ClientSecretParam extends ClientParam {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  secretId!: string;
}

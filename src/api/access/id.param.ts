import { ApiProperty } from '@nestjs/swagger';
import { IsId } from '../lists/inputs.js';

/** The id in a path. */
export class IdParam {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  id!: string;
}

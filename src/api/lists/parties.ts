import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Which application's and whose: a filter of every list of what was granted. */
export class PartiesFilter {
  @ApiProperty({ required: false, description: 'A client id.', example: 'demo-app' })
  @IsOptional() @IsString() @MaxLength(255)
  client?: string;

  @ApiProperty({ required: false, description: 'An account id (`sub`).' })
  @IsOptional() @IsString() @MaxLength(255)
  account?: string;
}

/** The application and the person that something was granted between. */
export class PartiesView {
  @ApiProperty({ example: 'demo-app' })
  client!: string;

  @ApiProperty({ example: 'Demo application' })
  client_name!: string;

  @ApiProperty({ description: '`sub`.' })
  account!: string;

  @ApiProperty({ example: 'ada' })
  username!: string;
}

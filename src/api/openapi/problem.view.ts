import { ApiProperty } from '@nestjs/swagger';

/** A member of a request that is not as it must be. */
export class FieldFaultView {
  @ApiProperty({ description: 'Its path.', example: 'limit' })
  field!: string;

  @ApiProperty({ example: 'must not be greater than 200' })
  detail!: string;
}

/** RFC 9457. */
export class ProblemView {
  @ApiProperty({ example: 'about:blank' })
  type!: string;

  @ApiProperty({ example: 'Forbidden' })
  title!: string;

  @ApiProperty({ example: 403 })
  status!: number;

  @ApiProperty({ example: 'the scope tokens:read is required' })
  detail!: string;

  @ApiProperty({ description: '`X-Request-Id` of the answer.', format: 'uuid' })
  request_id!: string;

  @ApiProperty({ required: false, type: [FieldFaultView] })
  errors?: FieldFaultView[];

  @ApiProperty({ required: false, description: 'The scope that is missing.', example: 'tokens:read' })
  scope?: string;
}

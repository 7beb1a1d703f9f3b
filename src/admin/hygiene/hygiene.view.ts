import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { TokenFilterInput } from '../tokens/token.query.js';

/** What counts as unused. */
export class HygieneQuery {
  @ApiProperty({ required: false, description: 'Days without a use after which a token, scope or resource counts as unused.', type: 'integer', minimum: 1, maximum: 3650, default: 30 })
  @Max(3650)
  @Min(1)
  @IsInt({ message: 'must be a whole number' })
  @Type(() => Number)
  unused_days: number = 30;
}

/** One thing to tidy up. */
export class HygieneLineView {
  @ApiProperty({ description: 'What it is, for programs.', example: 'tokens_unused' })
  key!: string;

  @ApiProperty({ description: 'Why it matters, for people.' })
  why!: string;

  @ApiProperty({ type: 'integer', description: 'Refresh tokens that the filter finds, counted up to 100,000; without a filter, the subjects.' })
  count!: number;

  @ApiProperty({ description: 'There are more than were counted.' })
  has_more!: boolean;

  @ApiProperty({ type: [String], description: 'The clients, scopes, resources or keys that it is about, 100 at most.' })
  subjects!: string[];

  @ApiProperty({ type: TokenFilterInput, nullable: true, description: 'What `GET /admin/v1/tokens` and a mass revocation take to find the same tokens; null where no tokens are concerned.' })
  filter!: TokenFilterInput | null;

  @ApiProperty({ description: 'Where to look closer.', example: '/admin/v1/tokens?status=live&client_type=public&policy=reuse' })
  link!: string;
}

export class HygieneView {
  @ApiProperty({ format: 'date-time', type: 'string', description: 'When it was looked.' })
  at!: Date;

  @ApiProperty({ type: [HygieneLineView] })
  lines!: HygieneLineView[];
}

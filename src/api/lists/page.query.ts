import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** The most that a page may have, and that may be named at once. */
export const MOST_ITEMS = 200;

/** What every list takes beside its filters. */
export class PageQuery {
  @ApiProperty({ required: false, description: 'Items at most.', minimum: 1, maximum: MOST_ITEMS, default: 50, type: 'integer' })
  @Max(MOST_ITEMS)
  @Min(1)
  @IsInt({ message: 'must be a whole number' })
  @Type(() => Number)
  limit: number = 50;

  @ApiProperty({ required: false, description: '`next` of the page before; the filters and the order must be the same.' })
  @MaxLength(1000)
  @IsString()
  @IsOptional()
  cursor?: string;
}

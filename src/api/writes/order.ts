import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** What the body of every write holds: why, for those who read the ledger later. */
export class Order {
  @ApiProperty({ description: 'Why; kept in the ledger.', example: 'laptop stolen, reported by phone', minLength: 1, maxLength: 1000 })
  @Matches(/\S/, { message: 'must say why' })
  @MaxLength(1000)
  @IsString({ message: 'is required' })
  reason!: string;

  @ApiProperty({ required: false, description: 'Of your own tracker.', example: 'SEC-1042', maxLength: 200 })
  @MaxLength(200)
  @IsString()
  @IsOptional()
  ticket?: string;
}

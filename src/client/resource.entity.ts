import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, IsArray, Matches, MaxLength } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An API that access tokens can be made for (RFC 8707), with the scopes that it understands. */
@Entity()
export class Resource {
  /** RFC 8707 §2: an absolute URI without a fragment. */
  @ApiProperty({ description: 'The audience: an absolute URI without a fragment.', example: 'https://orders.example/' })
  @Matches(/^[a-z][a-z\d+.-]*:[^\s#]+$/i, { message: 'must be an absolute URI without a fragment' })
  @MaxLength(2000)
  @PrimaryColumn('text')
  identifier!: string;

  @ApiProperty({ type: [String], example: ['orders:read', 'orders:write'] })
  @IsArray()
  @ArrayUnique()
  @Matches(/^[\x21\x23-\x5b\x5d-\x7e]+$/, { each: true, message: 'must be scope names' })
  @Column('text', { array: true })
  scopes!: string[];
}

import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { Equals, IsBoolean, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { InvalidFields } from '../../audit/problem.js';
import type { Selection } from '../../token/mass-revocation/mass-revocation.store.js';
import { filterOf, TokenFilterInput } from '../tokens/token.query.js';
import { Order } from '../../api/writes/order.js';

/** Which refresh tokens to end, and whether to do so at once. */
export class RevocationOrder extends Order {
  @ApiProperty({ required: false, description: 'As in the list of tokens: those to which all that is given applies.', example: { network: '203.0.113.0/24' } })
  @ValidateNested()
  @IsObject({ message: 'must be an object' })
  @Type(() => TokenFilterInput)
  @IsOptional()
  filter?: TokenFilterInput;

  @ApiProperty({ required: false, description: 'Said in place of a filter: every refresh token there is.' })
  @Equals(true, { message: 'is true, or absent' })
  @IsOptional()
  everything?: boolean;

  @ApiProperty({ required: false, description: 'Only plan it: executed, it ends exactly what was counted.', default: false })
  @IsBoolean({ message: 'must be true or false' })
  dry_run: boolean = false;
}

/**
 * What the order selects. That it is everything is never an oversight.
 * @throws InvalidFields
 */
export function selectionOf({ filter, everything = false }: RevocationOrder): Selection {
  const isEmpty = Object.values(filter ?? {}).every((value) => value === undefined);
  if (isEmpty && !everything) throw new InvalidFields([{ field: 'filter', detail: 'must say which; or say everything: true' }]);
  if (!isEmpty && everything) throw new InvalidFields([{ field: 'everything', detail: 'goes without a filter' }]);
  return { filter: filterOf(filter ?? {}), asked: isEmpty ? null : filter! };
}

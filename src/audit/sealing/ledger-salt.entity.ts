import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AppendOnly } from '../../database/append-only.decorator.js';

/** The salts of a seal's rows, beside the seal because they are all that erasing a person has to change. */
@Entity()
@AppendOnly()
export class LedgerSalt {
  @PrimaryColumn('integer')
  number!: number;

  /** In the order of the rows and of their parts; zeros for what was erased. */
  @Column('bytea')
  salts!: Buffer;
}

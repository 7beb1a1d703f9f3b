import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That a person is to be erased from the ledgers, and how far that is. */
@Entity()
@Index('erasure_order_open', ['orderedAt'], { where: 'done_at IS NULL' })
export class ErasureOrder {
  @PrimaryColumn('text')
  accountId!: string;

  /** All the person's grants. */
  @Column('uuid', { array: true })
  grantIds!: string[];

  @Column('timestamptz')
  orderedAt!: Date;

  /** Of the ledgers, that something was erased from. */
  @Column('integer')
  rows!: number;

  @Column('timestamptz', { nullable: true })
  doneAt!: Date | null;
}

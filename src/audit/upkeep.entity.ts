import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How one task of housekeeping fares, whichever process did it last. */
@Entity()
export class Upkeep {
  @PrimaryColumn('text')
  task!: string;

  @Column('timestamptz', { nullable: true })
  doneAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  failedAt!: Date | null;

  /** Of the last failure. */
  @Column('text', { nullable: true })
  error!: string | null;
}

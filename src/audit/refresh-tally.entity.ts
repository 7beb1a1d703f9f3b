import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Verdict } from './verdict.js';

/** How many attempts to refresh were judged so in a minute, in all processes together. */
@Entity()
export class RefreshTally {
  /** Its beginning. */
  @PrimaryColumn('timestamptz')
  minute!: Date;

  @PrimaryColumn('text')
  verdict!: Verdict;

  @Column('bigint')
  count!: string;
}

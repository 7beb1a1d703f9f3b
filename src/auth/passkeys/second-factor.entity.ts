import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Account } from '../../account/account.entity.js';

/** That a person wants to be asked for a passkey after the password. */
@Entity()
export class SecondFactor {
  @ForeignKey(() => Account)
  @PrimaryColumn('text')
  accountId!: string;

  @Column('timestamptz')
  since!: Date;
}

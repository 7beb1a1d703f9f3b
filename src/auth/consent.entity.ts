import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { Client } from '../client/client.entity.js';

/** What a person allowed an application, remembered so that he is asked once. */
@Entity()
export class Consent {
  @ForeignKey(() => Account)
  @PrimaryColumn('text')
  accountId!: string;

  @ForeignKey(() => Client)
  @PrimaryColumn('text')
  clientId!: string;

  @Column('text', { array: true })
  scopes!: string[];

  /** RFC 8707 resource indicators. */
  @Column('text', { array: true })
  resources!: string[];

  @Column('timestamptz')
  grantedAt!: Date;

  /** What was granted before it is worth nothing. */
  @Column('timestamptz', { nullable: true })
  withdrawnAt!: Date | null;
}

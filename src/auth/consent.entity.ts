import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a person allowed an application, remembered so that he is asked once. */
@Entity()
export class Consent {
  @PrimaryColumn('text')
  accountId!: string;

  @PrimaryColumn('text')
  clientId!: string;

  @Column('text', { array: true })
  scopes!: string[];

  @Column('timestamptz')
  grantedAt!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key of TOKEN_KEYS that signed once: as long as it is not retired, a server without it does not start. */
@Entity()
export class TokenKey {
  @PrimaryColumn('text')
  keyId!: string;

  /** A MAC by the key itself, of a text that nothing else is made of. */
  @Column('bytea')
  canary!: Buffer;

  @Column('timestamptz')
  addedAt!: Date;

  @Column('timestamptz', { nullable: true })
  retiredAt!: Date | null;
}

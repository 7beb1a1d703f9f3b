import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../account/account.entity.js';

/** A passkey of a person: the public half of a key pair that an authenticator holds (WebAuthn Level 3). */
@Entity()
export class Passkey {
  @ForeignKey(() => Account)
  @PrimaryColumn('text')
  accountId!: string;

  /** The credential id, base64url. */
  @Index('passkey_passkey_id', { unique: true })
  @PrimaryColumn('text')
  passkeyId!: string;

  /** As a COSE key. */
  @Column('bytea')
  publicKey!: Buffer;

  /** How often the authenticator says that it was used (§6.1.1); 0 from those that do not count. */
  @Column('bigint', { transformer: { from: Number, to: (value: unknown) => value } })
  counter!: number;

  /** How the browser reached it: a hint for the next time. */
  @Column('text', { array: true })
  transports!: string[];

  /** As the person calls it. */
  @Column('text')
  name!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;
}

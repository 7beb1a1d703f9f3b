import type { JWK } from 'jose';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key pair that signs tokens. The private half is encrypted with a key that is not in the database. Its times: see `signing-key.policy.ts`. */
@Entity()
export class SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  @PrimaryColumn('text')
  kid!: string;

  @Column('text')
  alg!: string;

  @Column('jsonb')
  publicJwk!: JWK;

  /** See `private-key.cipher.ts`; null once it is deleted. */
  @Column('bytea', { nullable: true })
  privateKey!: Buffer | null;

  /** Which key of ENCRYPTION_KEYS. */
  @Column('text')
  encryptionKeyId!: string;

  @Column('timestamptz')
  createdAt!: Date;

  /** With a default for the release before, whose keys sign as soon as they are made. */
  @Column('timestamptz', { default: () => 'now()' })
  signsFrom!: Date;

  @Column('timestamptz', { nullable: true })
  signsUntil!: Date | null;

  @Column('timestamptz', { nullable: true })
  publishedUntil!: Date | null;

  /** When the private half was deleted. The release before takes a key with this for one that is gone. */
  @Column('timestamptz', { nullable: true })
  retiredAt!: Date | null;

  /** Since when nothing that it signed is believed. */
  @Column('timestamptz', { nullable: true })
  compromisedAt!: Date | null;
}

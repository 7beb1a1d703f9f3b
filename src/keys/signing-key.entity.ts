import type { JWK } from 'jose';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key pair that signs tokens. The private half is encrypted with a key that is not in the database. */
@Entity()
export class SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  @PrimaryColumn('text')
  kid!: string;

  @Column('text')
  alg!: string;

  @Column('jsonb')
  publicJwk!: JWK;

  /** See `private-key.cipher.ts`. */
  @Column('bytea')
  privateKey!: Buffer;

  /** Which key of ENCRYPTION_KEYS. */
  @Column('text')
  encryptionKeyId!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  retiredAt!: Date | null;
}

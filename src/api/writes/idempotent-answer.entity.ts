import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a write was answered with under an `Idempotency-Key`, kept for a day so that its repetition is answered alike. */
@Entity()
export class IdempotentAnswer {
  /** SHA-256 of who asked and the key. */
  @PrimaryColumn('bytea')
  keyHash!: Buffer;

  /** Of the request. */
  @Column('bytea')
  fingerprint!: Buffer;

  /** Sealed: an answer may hold a secret that is shown once. */
  @Column('bytea')
  answer!: Buffer;

  /** Which key of ENCRYPTION_KEYS. */
  @Column('text')
  encryptionKeyId!: string;

  @Index('idempotent_answer_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;
}

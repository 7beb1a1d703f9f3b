import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A DPoP proof that was used, kept until it would be too old anyway. */
@Entity()
export class DpopProof {
  /** SHA-256 of the key's thumbprint and the proof's `jti`. */
  @PrimaryColumn('bytea')
  key!: Buffer;

  @Index('dpop_proof_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;
}

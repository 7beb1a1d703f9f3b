import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Grant } from './grant.entity.js';

/** One row is a whole family: every refresh token that a grant ever has. The tokens themselves are computed from it. */
@Entity()
export class RefreshToken {
  /** The family and its grant share one id. */
  @ForeignKey(() => Grant)
  @PrimaryColumn('uuid')
  grantId!: string;

  /** 256 random bits that enter the MAC, so that a stolen key alone forges nothing. */
  @Column('bytea')
  salt!: Buffer;

  /** Which key of TOKEN_KEYS made the current token. */
  @Column('text')
  tokenKeyId!: string;

  /** Counts rotations; stays 0 under `reuse`. */
  @Column('integer')
  generation!: number;

  @Column('timestamptz')
  issuedAt!: Date;

  /** Absolute; no refresh moves it. */
  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  /** One of `RevocationReason`. */
  @Column('text', { nullable: true })
  revokedReason!: string | null;
}

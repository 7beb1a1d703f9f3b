import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Grant } from './grant.entity.js';

/** One row is a whole family: every refresh token that a grant ever has. The tokens themselves are computed from it. */
@Entity()
@Index('refresh_token_issued_at', ['issuedAt', 'grantId'])
@Index('refresh_token_noted_at', ['notedAt', 'grantId'])
@Index('refresh_token_noted_before', ['notedBefore', 'grantId'], { where: 'noted_before IS NOT NULL' })
@Index('refresh_token_expires_at', ['expiresAt'])
@Index('refresh_token_revoked', ['issuedAt', 'grantId'], { where: 'revoked_at IS NOT NULL' })
@Index('refresh_token_frozen', ['issuedAt', 'grantId'], { where: 'frozen_at IS NOT NULL' })
@Index('refresh_token_bound', ['issuedAt', 'grantId'], { where: 'dpop_jkt IS NOT NULL' })
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

  /** Since when the previous generation may be retried; null when it may not, because the current one has been used. */
  @Column('timestamptz', { nullable: true })
  rotatedAt!: Date | null;

  /** Within a tenth of the idle lifetime; the ledger knows the last use exactly. Null before the first. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  /** The first use in the day of the family's life in which it was last used; its issue on the first day. What long lists sort by. */
  @Column('timestamptz', { default: () => 'now()', select: false })
  notedAt!: Date;

  /** What it was before the last change: where a walk that began in between finds the family. */
  @Column('timestamptz', { nullable: true, select: false })
  notedBefore!: Date | null;

  /** Set when the next refresh is to rotate, whatever the client's policy. */
  @Column('timestamptz', { nullable: true })
  rotateNextAt!: Date | null;

  /** Refused since then, until somebody lifts it or its end has come. */
  @Column('timestamptz', { nullable: true })
  frozenAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  frozenUntil!: Date | null;

  @Column('text', { nullable: true })
  frozenReason!: string | null;

  /** Thumbprint of the key that the family is bound to (RFC 9449 §5). */
  @Column('text', { nullable: true })
  dpopJkt!: string | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  /** One of `RevocationReason`. */
  @Column('text', { nullable: true })
  revokedReason!: string | null;
}

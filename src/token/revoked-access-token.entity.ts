import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An access token ended before its time, kept until it would have expired by itself. */
@Entity()
export class RevokedAccessToken {
  /** The nil UUID for a token without a grant (client credentials). */
  @PrimaryColumn('uuid')
  grantId!: string;

  @PrimaryColumn('text')
  jti!: string;

  @Column('timestamptz')
  revokedAt!: Date;

  @Index('revoked_access_token_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;
}

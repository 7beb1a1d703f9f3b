import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Granted } from '../auth/granted.js';

/** What a person granted an application in one login: every token of it, access or refresh, hangs on this row. */
@Entity()
@Index('grant_live', ['accountId', 'clientId'], { where: 'revoked_at IS NULL' })
@Index('grant_created_at', ['createdAt', 'grantId'])
@Index('grant_client', ['clientId', 'createdAt', 'grantId'])
@Index('grant_account', ['accountId', 'createdAt', 'grantId'])
@Index('grant_session', ['sessionId'])
@Index('grant_ip', ['ip'])
@Index('grant_terms', ['clientId', 'scopes', 'resources'])
@Index('grant_scopes', { synchronize: false })
export class Grant extends Granted {
  @PrimaryColumn('uuid')
  grantId!: string;

  @Column('timestamptz')
  createdAt!: Date;

  /** Who fetched the first tokens; like the next two for lists, not for the refresh. */
  @Column('inet', { nullable: true, select: false })
  ip!: string | null;

  @Column('text', { nullable: true, select: false })
  userAgent!: string | null;

  /** Of the first access token, of which the ledger does not tell. */
  @Column('text', { nullable: true, select: false })
  accessTokenJti!: string | null;

  @Column('timestamptz', { nullable: true, select: false })
  accessTokenExpiresAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  /** One of `RevocationReason`. */
  @Column('text', { nullable: true })
  revokedReason!: string | null;
}

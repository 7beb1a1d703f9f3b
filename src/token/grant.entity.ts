import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { Client } from '../client/client.entity.js';
import type { ClaimsRequest } from '../protocol/claims-request.js';

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
export class Grant {
  @PrimaryColumn('uuid')
  grantId!: string;

  @ForeignKey(() => Client)
  @Column('text')
  clientId!: string;

  @ForeignKey(() => Account)
  @Column('text')
  accountId!: string;

  /** The login session; `sid` of the ID tokens. */
  @Column('uuid')
  sessionId!: string;

  @Column('text', { array: true })
  scopes!: string[];

  /** RFC 8707 resource indicators; none stands for the application itself. */
  @Column('text', { array: true })
  resources!: string[];

  /** Individual claims asked for (OpenID Connect Core §5.5). */
  @Column('jsonb')
  claims!: ClaimsRequest;

  @Column('text')
  acr!: string;

  @Column('text', { array: true })
  amr!: string[];

  @Column('timestamptz')
  authTime!: Date;

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

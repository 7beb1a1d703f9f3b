import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { Client } from '../client/client.entity.js';
import type { ClaimsRequest } from '../protocol/claims-request.js';

/** What a person granted an application in one login: every token of it, access or refresh, hangs on this row. */
@Entity()
@Index('grant_live', ['accountId', 'clientId'], { where: 'revoked_at IS NULL' })
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

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  /** One of `RevocationReason`. */
  @Column('text', { nullable: true })
  revokedReason!: string | null;
}

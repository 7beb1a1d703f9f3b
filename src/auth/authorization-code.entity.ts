import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { Client } from '../client/client.entity.js';
import type { ClaimsRequest } from '../protocol/claims-request.js';

/** What a person allowed an application, waiting to be exchanged once for tokens (RFC 6749 §4.1.2). */
@Entity()
export class AuthorizationCode {
  /** The id of the grant that the exchange will make: one code, one grant. */
  @PrimaryColumn('uuid')
  grantId!: string;

  @Column('bytea')
  secretHash!: Buffer;

  @ForeignKey(() => Client)
  @Column('text')
  clientId!: string;

  @ForeignKey(() => Account)
  @Column('text')
  accountId!: string;

  @Column('uuid')
  sessionId!: string;

  /** As the authorization request gave it. */
  @Column('text')
  redirectUri!: string;

  /** Granted, which may be less than was asked for. */
  @Column('text', { array: true })
  scopes!: string[];

  /** RFC 8707 resource indicators; none stands for the application itself. */
  @Column('text', { array: true })
  resources!: string[];

  /** Individual claims asked for (OpenID Connect Core §5.5). */
  @Column('jsonb')
  claims!: ClaimsRequest;

  @Column('text', { nullable: true })
  nonce!: string | null;

  /** S256 (RFC 7636 §4.2). */
  @Column('text', { nullable: true })
  codeChallenge!: string | null;

  /** Whether the application is told the grant's id (Grant Management for OAuth 2.0 §5.5). */
  @Column('boolean', { default: false })
  tellsGrantId!: boolean;

  @Column('text')
  acr!: string;

  @Column('text', { array: true })
  amr!: string[];

  /** When the person last proved who he is. */
  @Column('timestamptz')
  authTime!: Date;

  @Column('timestamptz')
  issuedAt!: Date;

  @Index('authorization_code_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  spentAt!: Date | null;
}

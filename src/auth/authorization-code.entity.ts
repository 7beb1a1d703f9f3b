import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Granted } from './granted.js';

/** What a person allowed an application, waiting to be exchanged once for tokens (RFC 6749 §4.1.2). */
@Entity()
export class AuthorizationCode extends Granted {
  /** The id of the grant that the exchange will make: one code, one grant. */
  @PrimaryColumn('uuid')
  grantId!: string;

  @Column('bytea')
  secretHash!: Buffer;

  /** As the authorization request gave it. */
  @Column('text')
  redirectUri!: string;

  @Column('text', { nullable: true })
  nonce!: string | null;

  /** S256 (RFC 7636 §4.2). */
  @Column('text', { nullable: true })
  codeChallenge!: string | null;

  /** Whether the application is told the grant's id (Grant Management for OAuth 2.0 §5.5). */
  @Column('boolean', { default: false })
  tellsGrantId!: boolean;

  @Column('timestamptz')
  issuedAt!: Date;

  @Index('authorization_code_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  spentAt!: Date | null;
}

import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../../account/account.entity.js';
import { Client } from '../../client/client.entity.js';

/** A device that has asked for access and polls for the answer of a person at a browser (RFC 8628 §3.1). */
@Entity()
@Index('device_authorization_account', ['accountId'], { where: 'account_id IS NOT NULL' })
export class DeviceAuthorization {
  /** The id of the grant that will come of it: one device code, one grant. */
  @PrimaryColumn('uuid')
  grantId!: string;

  /** Of the device code's secret. */
  @Column('bytea')
  secretHash!: Buffer;

  /** Keyed hash of the user code, which is kept nowhere. See `user-codes.ts`. */
  @Index('device_authorization_user_code', { unique: true })
  @Column('bytea')
  userCodeMac!: Buffer;

  /** Which key of TOKEN_KEYS. */
  @Column('text')
  userCodeKeyId!: string;

  @ForeignKey(() => Client)
  @Column('text')
  clientId!: string;

  /** Asked for until it is allowed, granted from then on, which may be less. */
  @Column('text', { array: true })
  scopes!: string[];

  /** RFC 8707 resource indicators; none stands for the application itself. */
  @Column('text', { array: true })
  resources!: string[];

  /** Of the device, for the person to recognise it by. */
  @Column('inet', { nullable: true })
  ip!: string | null;

  @Column('text', { nullable: true })
  userAgent!: string | null;

  /** Seconds between two polls; grows with each that comes too early. */
  @Column('integer')
  pollInterval!: number;

  @Column('timestamptz', { nullable: true })
  polledAt!: Date | null;

  /** Who allowed it and in which login; this and the next four are null until then. */
  @ForeignKey(() => Account)
  @Column('text', { nullable: true })
  accountId!: string | null;

  @Column('uuid', { nullable: true })
  sessionId!: string | null;

  @Column('text', { nullable: true })
  acr!: string | null;

  @Column('text', { array: true, nullable: true })
  amr!: string[] | null;

  @Column('timestamptz', { nullable: true })
  authTime!: Date | null;

  @Column('timestamptz')
  issuedAt!: Date;

  @Index('device_authorization_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  allowedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  deniedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  spentAt!: Date | null;
}

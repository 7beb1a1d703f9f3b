import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../account/account.entity.js';

/** A person's login in one browser. */
@Entity()
export class Session {
  @ForeignKey(() => Account)
  @PrimaryColumn('text')
  accountId!: string;

  /** `sid` of the ID tokens. */
  @PrimaryColumn('uuid')
  sessionId!: string;

  /** Of the cookie's secret. */
  @Column('bytea')
  secretHash!: Buffer;

  @Column('text')
  acr!: string;

  @Column('text', { array: true })
  amr!: string[];

  /** When the password was last given. */
  @Column('timestamptz')
  authTime!: Date;

  @Column('timestamptz')
  createdAt!: Date;

  /** Absolute; nothing moves it but a new login. */
  @Index('session_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  @Column('inet', { nullable: true })
  ip!: string | null;

  @Column('text', { nullable: true })
  userAgent!: string | null;
}

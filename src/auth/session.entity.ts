import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../account/account.entity.js';

/** A person's login in one browser. */
@Entity()
@Index('session_id', ['sessionId'])
@Index('session_created_at', ['createdAt', 'sessionId'])
@Index('session_ended', ['createdAt', 'sessionId'], { where: 'ended_at IS NOT NULL' })
@Index('session_ip', ['ip'])
@Index('session_user_agent', ['userAgent'])
@Index('session_seen_at', { synchronize: false })
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

  /** When the browser last came with it, to some minutes; null before it comes again. */
  @Column('timestamptz', { nullable: true })
  lastSeenAt!: Date | null;

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

import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { StandardClaims } from './claims.js';

/** A person who can log in. */
@Entity()
@Index('account_created_at', ['createdAt', 'accountId'])
@Index('account_with_role', ['createdAt', 'accountId'], { where: "roles <> '{}'" })
@Index('account_not_active', ['createdAt', 'accountId'], { where: 'disabled_at IS NOT NULL OR deleted_at IS NOT NULL' })
@Index('account_password_changed_at', ['passwordChangedAt'], { where: 'password_changed_at IS NOT NULL' })
@Index('account_username_text', { synchronize: false })
@Index('account_with_role_text', { synchronize: false })
@Index('account_not_active_text', { synchronize: false })
@Index('account_id_text', { synchronize: false })
@Index('account_email', { synchronize: false })
export class Account {
  /** The subject identifier, `sub` (OpenID Connect Core §2). */
  @PrimaryColumn('text')
  accountId!: string;

  /** As normalised by `normaliseUsername`. */
  @Index('account_username', { unique: true })
  @Column('text')
  username!: string;

  /** Argon2id in the PHC string format. */
  @Column('text')
  passwordHash!: string;

  @Column('jsonb')
  claims!: StandardClaims;

  @Column('text', { array: true })
  roles!: string[];

  /** Logins and grants from before it are worth nothing. */
  @Column('timestamptz', { nullable: true })
  passwordChangedAt!: Date | null;

  /** When the person or an administrator set it: the bootstrap file sets it no more. */
  @Column('timestamptz', { nullable: true })
  passwordChosenAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;

  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  deletedAt!: Date | null;

  /** Was the password changed since that moment? Then whoever logged in before must do so again. */
  hasNewPasswordSince(moment: Date): boolean {
    return this.passwordChangedAt !== null && this.passwordChangedAt > moment;
  }

  /** A disabled or deleted account logs in nowhere and keeps no token alive. */
  get isEnabled(): boolean {
    return this.disabledAt === null && this.deletedAt === null;
  }
}

/** The form in which usernames are compared: letters alike, however typed or composed. */
export function normaliseUsername(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}

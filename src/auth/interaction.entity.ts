import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from '../account/account.entity.js';
import type { Parameters } from '../protocol/parameters.js';

/** An authorization request that waits for the person: to log in, to choose, to consent. */
@Entity()
export class Interaction {
  /** 128 random bits; stands in the pages' URLs and opens nothing without the cookie. */
  @PrimaryColumn('text')
  uid!: string;

  /** Of the secret in the cookie of the browser that began it. */
  @Column('bytea')
  secretHash!: Buffer;

  /** The authorization request as it came. */
  @Column('jsonb')
  parameters!: Parameters;

  /** The device that waits for its answer; null when an application does. */
  @Column('uuid', { nullable: true })
  deviceGrantId!: string | null;

  /** Set, with the session, when the person has logged in, chosen this account or consented within this interaction. */
  @ForeignKey(() => Account)
  @Column('text', { nullable: true })
  accountId!: string | null;

  @Column('uuid', { nullable: true })
  sessionId!: string | null;

  /** When the person gave the password within this interaction, which is what `prompt=login` asks for. */
  @Column('timestamptz', { nullable: true })
  authenticatedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  consentedAt!: Date | null;

  /** Who has given the password and is now asked for a passkey; nobody is logged in by it. */
  @Column('text', { nullable: true })
  passwordAccountId!: string | null;

  @Column('timestamptz', { nullable: true })
  passwordAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Index('interaction_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;
}

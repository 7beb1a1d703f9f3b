import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
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

  /** Set, with the session, when the person has logged in within this interaction. */
  @Column('text', { nullable: true })
  accountId!: string | null;

  @Column('uuid', { nullable: true })
  sessionId!: string | null;

  @Column('timestamptz', { nullable: true })
  consentedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Index('interaction_expires_at')
  @Column('timestamptz')
  expiresAt!: Date;
}

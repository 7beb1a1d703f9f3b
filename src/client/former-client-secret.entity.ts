import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Client } from './client.entity.js';

/** A secret that was its client's current one: good until its end. Afterwards the row stays, so that nothing brings the secret back. */
@Entity()
export class FormerClientSecret {
  @ForeignKey(() => Client)
  @PrimaryColumn('text')
  clientId!: string;

  @PrimaryColumn('uuid')
  secretId!: string;

  /** As `client_secret_mac`. */
  @Column('bytea')
  mac!: Buffer;

  /** Which key of TOKEN_KEYS. */
  @Column('text')
  keyId!: string;

  @Column('timestamptz')
  createdAt!: Date;

  /** Null for one that lives until it is dropped. */
  @Column('timestamptz', { nullable: true })
  expiresAt!: Date | null;
}

export function isLive({ expiresAt }: FormerClientSecret, now: Date): boolean {
  return expiresAt === null || now < expiresAt;
}

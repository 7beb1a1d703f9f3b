import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { ActColumns } from '../../audit/act.columns.js';

/** `planned` until it is executed, or `expired` when nobody does; `running` until all of its set has been seen to. */
export type MassRevocationState = 'planned' | 'running' | 'done' | 'cancelled' | 'expired';

/** A revocation of many refresh tokens: what was asked for, by whom, and how far it is. Its set are its members. */
@Entity()
@Index('mass_revocation_created_at', ['createdAt', 'revocationId'])
@Index('mass_revocation_open', ['state'], { where: "state IN ('planned', 'running')" })
export class MassRevocation extends ActColumns {
  @PrimaryColumn('uuid')
  revocationId!: string;

  @Column('text')
  state!: MassRevocationState;

  /** As it was asked for; null for every token there is. */
  @Column('jsonb', { nullable: true })
  filter!: object | null;

  /** How many tokens the set had when it was made, of how many accounts and clients. */
  @Column('integer')
  total!: number;

  @Column('integer')
  accounts!: number;

  @Column('integer')
  clients!: number;

  /** How many were ended. */
  @Column('integer')
  done!: number;

  /** How many had ended by themselves, or by another hand, before their turn. */
  @Column('integer')
  gone!: number;

  @Column('timestamptz')
  createdAt!: Date;

  /** Of the plan: it is not executed any more after that. */
  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  /** The member that was seen to last; null before the first of a round. */
  @Column('uuid', { nullable: true })
  position!: string | null;

  /** Which process works at it, and until when it need not say so again; by the database's clock. */
  @Column('uuid', { nullable: true })
  leasedBy!: string | null;

  @Column('timestamptz', { nullable: true })
  leasedUntil!: Date | null;
}

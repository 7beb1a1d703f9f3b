import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How often a password was wrong lately, by a hash of who it was tried for and from where. */
@Entity()
export class LoginThrottle {
  @PrimaryColumn('bytea')
  key!: Buffer;

  @Column('integer')
  failures!: number;

  @Index('login_throttle_failed_at')
  @Column('timestamptz')
  failedAt!: Date;
}

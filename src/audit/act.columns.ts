import { Column } from 'typeorm';

/** Who asked: columns of what a request left behind. */
export abstract class CallerColumns {
  @Column('inet', { nullable: true })
  ip!: string | null;

  @Column('text', { nullable: true })
  userAgent!: string | null;

  @Column('text')
  requestId!: string;
}

/** Who acted, from where, and why. */
export abstract class ActColumns extends CallerColumns {
  /** The person’s account id, the client id of a program that acted for itself, or `evergrant`, the service itself. */
  @Column('text')
  actorSub!: string;

  @Column('text')
  actorClientId!: string;

  @Column('text')
  reason!: string;

  @Column('text', { nullable: true })
  ticket!: string | null;
}

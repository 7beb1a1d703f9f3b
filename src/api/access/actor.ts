import type { FastifyRequest } from 'fastify';

/** Who calls, as the access token says: a person by way of an application, or a program for itself. */
export interface Actor {
  /** The account id, or the program's client id. */
  sub: string;
  clientId: string;
  /** Null for a program. */
  accountId: string | null;
  /** The grant that the token hangs on; null for a program. */
  grantId: string | null;
  /** What the token gives, of which a person's roles still allow. */
  scopes: readonly string[];
}

/** A request that the guard has let in. */
export type ActorRequest = FastifyRequest & { actor: Actor };

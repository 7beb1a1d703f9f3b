import type { EntityManager } from 'typeorm';
import type { ClaimsRequest } from '../protocol/claims-request.js';

/** What a person allowed an application in one login, wherever it waits to be fetched: the grant that will be made of it. */
export interface Granted {
  grantId: string;
  clientId: string;
  accountId: string;
  sessionId: string;
  scopes: string[];
  resources: string[];
  claims: ClaimsRequest;
  acr: string;
  amr: string[];
  authTime: Date;
}

/** Where it waits. */
export interface GrantedStore {
  /** Marks it fetched, in the caller's transaction; false when somebody else was first. */
  spend(granted: Pick<Granted, 'grantId'>, manager: EntityManager): Promise<boolean>;
}

import { Column, ForeignKey, type EntityManager } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { Client } from '../client/client.entity.js';
import type { ClaimsRequest } from '../protocol/claims-request.js';

/** What a person allowed an application in one login: columns of the grant, and of what waits to be fetched to become one. */
export abstract class Granted {
  /** Of the grant that is, or will be, made of it. */
  abstract grantId: string;

  @ForeignKey(() => Client)
  @Column('text')
  clientId!: string;

  @ForeignKey(() => Account)
  @Column('text')
  accountId!: string;

  /** The login session; `sid` of the ID tokens. */
  @Column('uuid')
  sessionId!: string;

  /** Which may be less than was asked for. */
  @Column('text', { array: true })
  scopes!: string[];

  /** RFC 8707 resource indicators; none stands for the application itself. */
  @Column('text', { array: true })
  resources!: string[];

  /** Individual claims asked for (OpenID Connect Core §5.5). */
  @Column('jsonb')
  claims!: ClaimsRequest;

  @Column('text')
  acr!: string;

  @Column('text', { array: true })
  amr!: string[];

  /** When the person last proved who he is. */
  @Column('timestamptz')
  authTime!: Date;
}

/** Where it waits. */
export interface GrantedStore {
  /** Marks it fetched, in the caller's transaction; false when somebody else was first. */
  spend(granted: Pick<Granted, 'grantId'>, manager: EntityManager): Promise<boolean>;
}

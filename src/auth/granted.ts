import { Column, ForeignKey } from 'typeorm';
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

/** Where it waits to be fetched; each has a `grant_id` and a `spent_at`. */
export type GrantedTable = 'authorization_code' | 'device_authorization';

import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { DataSource, IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { SigningKey } from './signing-key.entity.js';
import { signingSpanOf, stateOf } from './signing-key.policy.js';

/** When a key signed, or a little longer; `until` is null while it signs. */
export interface SigningSpan {
  alg: string;
  from: Date;
  until: Date | null;
}

/** The signing keys in the database. */
@Injectable()
export class SigningKeyStore {
  constructor(private readonly dataSource: DataSource) {}

  /** All that ever were, the newest first. */
  findAll(manager: EntityManager = this.dataSource.manager): Promise<SigningKey[]> {
    return manager.find(SigningKey, { order: { createdAt: 'DESC', kid: 'ASC' } });
  }

  find(kid: string, manager: EntityManager = this.dataSource.manager): Promise<SigningKey | null> {
    return manager.findOneBy(SigningKey, { kid });
  }

  /** The public keys of all tokens that may be valid, now or soon, newest first (RFC 7517 §5). */
  async findPublicJwks(now: Date): Promise<JWK[]> {
    return (await this.findAll()).filter((key) => stateOf(key, now) !== 'gone').map(({ publicJwk }) => publicJwk);
  }

  /** Null for a key that never signed. */
  async findSpan(kid: string): Promise<SigningSpan | null> {
    const key = await this.find(kid);
    const span = key && signingSpanOf(key);
    return span && { alg: key.alg, ...span };
  }

  /** The ids of keys that sign now, and have since before then. */
  async findSigningSince(date: Date, now: Date): Promise<string[]> {
    const signing = (await this.findAll()).filter((key) => stateOf(key, now) === 'signing');
    return signing.filter(({ signsFrom }) => signsFrom < date).map(({ kid }) => kid);
  }

  /** Until the transaction's end nobody else changes or adds keys; who reads does not wait. */
  async lock(manager: EntityManager): Promise<void> {
    await manager.query('LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE');
  }

  async insert(manager: EntityManager, key: SigningKey): Promise<void> {
    await manager.insert(SigningKey, key);
  }

  async change(manager: EntityManager, kid: string, changes: Partial<Omit<SigningKey, 'publicJwk'>>): Promise<void> {
    await manager.update(SigningKey, { kid }, changes);
  }

  /** Deletes the private halves of keys that are gone. */
  async erase(manager: EntityManager, now: Date): Promise<void> {
    await manager.update(SigningKey, { publishedUntil: LessThanOrEqual(now), retiredAt: IsNull() }, { privateKey: null, retiredAt: now });
  }
}

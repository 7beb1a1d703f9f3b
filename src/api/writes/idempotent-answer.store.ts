import { createHash } from 'node:crypto';
import { ConflictException, Injectable, UnprocessableEntityException } from '@nestjs/common';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { KeyRing } from '../../config/key-ring.js';
import { Settings } from '../../config/settings.js';
import { seal, unseal } from '../../keys/sealed.js';
import { plusSeconds } from '../../protocol/clock.js';
import type { Act } from './act.js';
import { IdempotentAnswer } from './idempotent-answer.entity.js';

/** Seconds for which an answer is kept. */
const MEMORY = 86_400;

/** The answers to writes under an `Idempotency-Key`, written in the transaction of the write: there is one exactly when there was the other. */
@Injectable()
export class IdempotentAnswerStore {
  private readonly ring: KeyRing;

  constructor(
    private readonly dataSource: DataSource,
    settings: Settings,
  ) {
    this.ring = KeyRing.parse(settings.encryptionKeys).derive('idempotent answer');
  }

  /**
   * The answer as it was given, or null when this is the first request under its key; the key is then this transaction's alone.
   * @throws ConflictException while another request under the key is being answered, UnprocessableEntityException when it was another one
   */
  async find(manager: EntityManager, act: Act, now: Date): Promise<object | null> {
    const keyHash = hashOf(act);
    const [{ isFree }] = await manager.query('SELECT pg_try_advisory_xact_lock($1) AS "isFree"', [keyHash.readBigInt64BE().toString()]);
    if (!isFree) throw new ConflictException('a request under this Idempotency-Key is still being answered');
    const known = await manager.findOneBy(IdempotentAnswer, { keyHash });
    if (!known || known.expiresAt <= now) return null;
    if (!known.fingerprint.equals(act.fingerprint)) throw new UnprocessableEntityException('this Idempotency-Key was used for another request');
    const key = this.ring.find(known.encryptionKeyId);
    if (!key) throw new ConflictException('the answer that was given can no longer be read');
    return JSON.parse(unseal(known.answer, keyHash.toString('hex'), key).toString()) as object;
  }

  async keep(manager: EntityManager, act: Act, answer: object, now: Date): Promise<void> {
    const keyHash = hashOf(act);
    const sealed = seal(Buffer.from(JSON.stringify(answer)), keyHash.toString('hex'), this.ring.current);
    const row = { keyHash, fingerprint: act.fingerprint, answer: sealed, encryptionKeyId: this.ring.current.id, expiresAt: plusSeconds(now, MEMORY) };
    await manager.upsert(IdempotentAnswer, row, ['keyHash']);
  }

  /** Forgets answers after a day. */
  async sweep(now: Date): Promise<void> {
    await this.dataSource.getRepository(IdempotentAnswer).delete({ expiresAt: LessThan(now) });
  }
}

/** A key is its sender's own. */
function hashOf({ actor, idempotencyKey }: Act): Buffer {
  return createHash('sha256').update(JSON.stringify([actor.clientId, actor.sub, idempotencyKey])).digest();
}

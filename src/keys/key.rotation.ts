import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { plusSeconds } from '../protocol/clock.js';
import { KeyVault } from './key.vault.js';
import type { SigningKey } from './signing-key.entity.js';
import { endingAt, LEAD, pendingOf, signerOf, stateOf, type SigningAlg } from './signing-key.policy.js';
import { SigningKeyStore } from './signing-key.store.js';

/** `pending`: a successor is published already; `only`: nothing else would sign; `over`: it signs no more, or was compromised before. */
export type KeyRefusal = 'unknown' | 'pending' | 'only' | 'over';

/** How a key retires. */
export interface Retirement {
  /** Nothing that it signed is believed from now on. */
  isCompromised: boolean;
  /** Where nothing else would sign, a new key does, at once. */
  withSuccessor: boolean;
}

/**
 * Lets signing keys follow each other, in the caller's transaction. What it decides stands in the rows ahead of its time, so that every
 * replica goes by the same plan and nothing has to happen when the time has come.
 */
@Injectable()
export class KeyRotation {
  private readonly logger = new Logger('Keys');

  constructor(
    private readonly store: SigningKeyStore,
    private readonly vault: KeyVault,
  ) {}

  /** Makes a key that takes over when everybody knows it, or at once; then also one that is published already. Returns its `kid`. */
  async rotate(manager: EntityManager, alg: SigningAlg, now: Date, atOnce: boolean): Promise<{ kid: string } | KeyRefusal> {
    const keys = await this.findOf(manager, alg);
    if (pendingOf(keys, now) && !atOnce) return 'pending';
    return { kid: await this.succeed(manager, alg, keys, now, atOnce ? now : plusSeconds(now, LEAD)) };
  }

  /** Has the key sign no more, or never. Returns null when that is done. */
  async retire(manager: EntityManager, kid: string, now: Date, { isCompromised, withSuccessor }: Retirement): Promise<KeyRefusal | null> {
    await this.store.lock(manager);
    const all = await this.store.findAll(manager);
    const key = all.find((one) => one.kid === kid);
    if (!key) return 'unknown';
    const keys = all.filter(({ alg }) => alg === key.alg);
    const state = stateOf(key, now);
    if (isCompromised ? key.compromisedAt : state === 'retired' || state === 'gone') return 'over';
    if (key === signerOf(keys, now)) {
      if (!withSuccessor && !pendingOf(keys, now)) return 'only';
      await this.succeed(manager, key.alg as SigningAlg, keys, now, now);
    } else if (state === 'published') await this.withdraw(manager, key, keys, now);
    const gone = key.publishedUntil && key.publishedUntil < now ? key.publishedUntil : now;
    if (isCompromised) await this.store.change(manager, kid, { compromisedAt: now, publishedUntil: gone, privateKey: null, retiredAt: key.retiredAt ?? now });
    return null;
  }

  /** Makes a key for each of these algorithms that has none. */
  async makeMissing(manager: EntityManager, algs: readonly SigningAlg[], now: Date): Promise<void> {
    for (const alg of algs) {
      const keys = await this.findOf(manager, alg);
      if (!signerOf(keys, now)) await this.succeed(manager, alg, keys, now, now);
    }
  }

  /** Publishes a successor for each of these algorithms whose key has signed since then, unless there is one. */
  async rotateAged(manager: EntityManager, algs: readonly SigningAlg[], now: Date, since: Date): Promise<void> {
    for (const alg of algs) {
      const keys = await this.findOf(manager, alg);
      if (signerOf(keys, now)!.signsFrom <= since && !pendingOf(keys, now)) await this.succeed(manager, alg, keys, now, plusSeconds(now, LEAD));
    }
  }

  /** From then on the published key, or a new one, signs instead of the one that does now. */
  private async succeed(manager: EntityManager, alg: SigningAlg, keys: SigningKey[], now: Date, from: Date): Promise<string> {
    const [signer, pending] = [signerOf(keys, now), pendingOf(keys, now)];
    const successor = pending ?? (await this.vault.make(alg, now, from));
    if (pending) await this.store.change(manager, pending.kid, { signsFrom: from });
    else await this.store.insert(manager, successor);
    if (signer) await this.store.change(manager, signer.kid, endingAt(from));
    this.logger.log(`the ${alg} signing key ${successor.kid} ${pending ? 'is there' : 'was made'} and signs from ${from.toISOString()}`);
    return successor.kid;
  }

  /** It never signs: the one before it goes on. */
  private async withdraw(manager: EntityManager, key: SigningKey, keys: SigningKey[], now: Date): Promise<void> {
    await this.store.change(manager, key.kid, { signsUntil: key.signsFrom, publishedUntil: now });
    await this.store.change(manager, signerOf(keys, now)!.kid, { signsUntil: null, publishedUntil: null });
    this.logger.log(`the ${key.alg} signing key ${key.kid} was withdrawn`);
  }

  /** Of the algorithm; nobody else changes them meanwhile. */
  private async findOf(manager: EntityManager, alg: SigningAlg): Promise<SigningKey[]> {
    await this.store.lock(manager);
    return (await this.store.findAll(manager)).filter((key) => key.alg === alg);
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { transact } from '../database/transaction.js';
import { plusSeconds } from '../protocol/clock.js';
import { KeyRotation } from './key.rotation.js';
import { SIGNING_ALGS } from './signing-key.policy.js';
import { SigningKeyStore } from './signing-key.store.js';

const DAY = 86_400;

/** What becomes of signing keys without anybody's order: the first are made, old ones followed, gone ones erased. On many replicas at once, one does it. */
@Injectable()
export class KeyKeeper {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: SigningKeyStore,
    private readonly rotation: KeyRotation,
    private readonly settings: Settings,
  ) {}

  /** At the start: a key for each algorithm that has none. */
  async makeMissing(now: Date): Promise<void> {
    await transact(this.dataSource, (manager) => this.rotation.makeMissing(manager, SIGNING_ALGS, now));
  }

  /** Now and then: publishes a successor of each key that has signed for SIGNING_KEY_ROTATION_DAYS; deletes the private halves of keys that are gone. */
  async sweep(now: Date): Promise<void> {
    const days = this.settings.signingKeyRotationDays;
    await transact(this.dataSource, async (manager) => {
      if (days > 0) await this.rotation.rotateAged(manager, SIGNING_ALGS, now, plusSeconds(now, -days * DAY));
      await this.store.erase(manager, now);
    });
  }
}

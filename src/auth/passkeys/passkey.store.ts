import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { Clock } from '../../protocol/clock.js';
import { Passkey } from './passkey.entity.js';
import { SecondFactor } from './second-factor.entity.js';

/** What an authenticator has shown of a new passkey. */
export type NewPasskey = Pick<Passkey, 'passkeyId' | 'publicKey' | 'counter' | 'transports'>;

/** The passkeys of people, and who is asked for one after the password. */
@Injectable()
export class PasskeyStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  find(passkeyId: string): Promise<Passkey | null> {
    return this.dataSource.getRepository(Passkey).findOneBy({ passkeyId });
  }

  /** The oldest first. */
  findAllOf(accountId: string, manager: EntityManager = this.dataSource.manager): Promise<Passkey[]> {
    return manager.find(Passkey, { where: { accountId }, order: { createdAt: 'ASC', passkeyId: 'ASC' } });
  }

  /** In the transaction of whoever has locked the account. Fails for a credential that is known already, see `isDuplicate`. */
  async add(manager: EntityManager, accountId: string, name: string, { passkeyId, publicKey, counter, transports }: NewPasskey): Promise<void> {
    const row = { accountId, passkeyId, publicKey, counter, transports, name, createdAt: this.clock.now(), lastUsedAt: null };
    await manager.insert(Passkey, row as QueryDeepPartialEntity<Passkey>);
  }

  async rename(manager: EntityManager, { accountId, passkeyId }: Passkey, name: string): Promise<void> {
    await manager.update(Passkey, { accountId, passkeyId }, { name });
  }

  /** Likewise under the account's lock. With the last one goes the wish to be asked for one. */
  async remove(manager: EntityManager, { accountId, passkeyId }: Passkey): Promise<void> {
    await manager.delete(Passkey, { accountId, passkeyId });
    if ((await manager.countBy(Passkey, { accountId })) === 0) await manager.delete(SecondFactor, { accountId });
  }

  /** Likewise under the account's lock; returns how many there were. */
  async removeAllOf(manager: EntityManager, accountId: string): Promise<number> {
    await manager.delete(SecondFactor, { accountId });
    return (await manager.delete(Passkey, { accountId })).affected!;
  }

  /** Notes a use. False when the counter has not moved on: of two authenticators with one key, one is a copy (WebAuthn §6.1.1). */
  async noteUse({ accountId, passkeyId }: Passkey, counter: number): Promise<boolean> {
    const { affected } = await this.dataSource
      .createQueryBuilder()
      .update(Passkey)
      .set({ counter, lastUsedAt: this.clock.now() })
      .where('account_id = :accountId AND passkey_id = :passkeyId AND (counter < :counter OR (counter = 0 AND :counter = 0))', { accountId, passkeyId, counter })
      .execute();
    return affected === 1;
  }

  isSecondFactor(accountId: string): Promise<boolean> {
    return this.dataSource.getRepository(SecondFactor).existsBy({ accountId });
  }

  /** Under the account's lock, and for a person with a passkey. */
  async setSecondFactor(manager: EntityManager, accountId: string, isWanted: boolean): Promise<void> {
    if (!isWanted) await manager.delete(SecondFactor, { accountId });
    else await manager.upsert(SecondFactor, { accountId, since: this.clock.now() }, ['accountId']);
  }
}

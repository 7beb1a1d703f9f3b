import { Injectable } from '@nestjs/common';
import { ArrayContains, DataSource, IsNull, MoreThan, Not, type EntityManager, type QueryDeepPartialEntity, type SelectQueryBuilder } from 'typeorm';
import { ChangeFeed } from '../database/change.feed.js';
import { RememberedRows } from '../database/remembered.rows.js';
import { transact } from '../database/transaction.js';
import { Clock } from '../protocol/clock.js';
import { Client } from './client.entity.js';
import { FormerClientSecret } from './former-client-secret.entity.js';

@Injectable()
export class ClientStore {
  private readonly remembered: RememberedRows<Client>;

  constructor(
    private readonly dataSource: DataSource,
    feed: ChangeFeed,
    private readonly clock: Clock,
  ) {
    this.remembered = new RememberedRows(feed, 'client', clock, (clientId) => select(dataSource.manager, clientId).andWhere('client.deletedAt IS NULL').getOne());
    feed.onChange('former_client_secret', () => this.forget());
  }

  /** As remembered: what another replica changes is known here in a moment, and after `MAX_AGE` seconds at the latest. Null for a deleted one. */
  find(clientId: string): Promise<Client | null> {
    return this.remembered.find(clientId);
  }

  /** The client, deleted or not, which nobody else changes until the transaction ends; logins and refreshes go on. */
  lock(manager: EntityManager, clientId: string): Promise<Client | null> {
    return select(manager, clientId).setLock('for_no_key_update', undefined, ['client']).getOne();
  }

  /** The ids of public clients whose refresh tokens are reused. */
  async findPublicReusing(): Promise<string[]> {
    const reusing = { tokenEndpointAuthMethod: 'none', rotation: 'reuse', grantTypes: ArrayContains(['refresh_token']), deletedAt: IsNull() } as const;
    const clients = await this.dataSource.getRepository(Client).findBy(reusing);
    return clients.map(({ clientId }) => clientId);
  }

  /** The ids of clients whose refresh tokens may live longer than so many seconds. */
  async findLivingLonger(seconds: number): Promise<string[]> {
    const clients = await this.dataSource.getRepository(Client).findBy({ refreshTokenTtl: MoreThan(seconds), deletedAt: IsNull() });
    return clients.map(({ clientId }) => clientId);
  }

  /** The ids of deleted clients to whose grants the deletion has not come yet. */
  async findUnended(): Promise<string[]> {
    const clients = await this.dataSource.getRepository(Client).findBy({ deletedAt: Not(IsNull()), grantsEndedAt: IsNull() });
    return clients.map(({ clientId }) => clientId);
  }

  async noteEnded(clientId: string): Promise<void> {
    await this.dataSource.manager.update(Client, { clientId, grantsEndedAt: IsNull() }, { grantsEndedAt: this.clock.now() });
  }

  /** Creates the client; false when its id is taken, be it by one that has been deleted. */
  async insert(manager: EntityManager, client: Client): Promise<boolean> {
    const values = client as QueryDeepPartialEntity<Client>;
    const { raw } = await manager.createQueryBuilder().insert().into(Client).values(values).orIgnore().returning('client_id').execute();
    return (raw as unknown[]).length === 1;
  }

  /** Creates the client or updates the one with this id, and its former secrets. */
  async save(client: Client, manager?: EntityManager): Promise<void> {
    const write = async (writer: EntityManager) => {
      await writer.save(Client, client);
      await writer.save(FormerClientSecret, client.formerSecrets);
    };
    await (manager ? write(manager) : transact(this.dataSource, write));
    this.forget();
  }

  /** Whatever is remembered may be old: for whoever has committed a change. */
  forget(): void {
    this.remembered.forget();
  }
}

/** The row and its former secrets, the newest first, in one statement: a secret that has just moved is never missed. */
function select(manager: EntityManager, clientId: string): SelectQueryBuilder<Client> {
  return manager
    .createQueryBuilder(Client, 'client')
    .leftJoinAndMapMany('client.formerSecrets', FormerClientSecret, 'former', 'former.clientId = client.clientId')
    .where('client.clientId = :clientId', { clientId })
    .orderBy('former.createdAt', 'DESC');
}

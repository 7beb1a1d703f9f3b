import { Injectable } from '@nestjs/common';
import { ArrayContains, DataSource, type Repository } from 'typeorm';
import { ChangeFeed } from '../database/change.feed.js';
import { RememberedRows } from '../database/remembered.rows.js';
import { Clock } from '../protocol/clock.js';
import { Client } from './client.entity.js';

@Injectable()
export class ClientStore {
  private readonly clients: Repository<Client>;
  private readonly remembered: RememberedRows<Client>;

  constructor(dataSource: DataSource, feed: ChangeFeed, clock: Clock) {
    this.clients = dataSource.getRepository(Client);
    this.remembered = new RememberedRows(feed, 'client', clock, (clientId) => this.clients.findOneBy({ clientId }));
  }

  /** As remembered: what another replica changes is known here in a moment, and after `MAX_AGE` seconds at the latest. */
  find(clientId: string): Promise<Client | null> {
    return this.remembered.find(clientId);
  }

  /** The ids of public clients whose refresh tokens are reused. */
  async findPublicReusing(): Promise<string[]> {
    const clients = await this.clients.findBy({ tokenEndpointAuthMethod: 'none', rotation: 'reuse', grantTypes: ArrayContains(['refresh_token']) });
    return clients.map(({ clientId }) => clientId);
  }

  /** Creates the client or updates the one with this id. */
  async save(client: Omit<Client, 'isPublic'>): Promise<void> {
    await this.clients.save(this.clients.create(client));
    this.remembered.forget();
  }
}

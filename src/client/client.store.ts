import { Injectable } from '@nestjs/common';
import { ArrayContains, DataSource, type Repository } from 'typeorm';
import { Client } from './client.entity.js';

@Injectable()
export class ClientStore {
  private readonly clients: Repository<Client>;

  constructor(dataSource: DataSource) {
    this.clients = dataSource.getRepository(Client);
  }

  find(clientId: string): Promise<Client | null> {
    return this.clients.findOneBy({ clientId });
  }

  /** The ids of public clients whose refresh tokens are reused. */
  async findPublicReusing(): Promise<string[]> {
    const clients = await this.clients.findBy({ tokenEndpointAuthMethod: 'none', rotation: 'reuse', grantTypes: ArrayContains(['refresh_token']) });
    return clients.map(({ clientId }) => clientId);
  }

  /** Creates the client or updates the one with this id. */
  async save(client: Omit<Client, 'isPublic'>): Promise<void> {
    await this.clients.save(this.clients.create(client));
  }
}

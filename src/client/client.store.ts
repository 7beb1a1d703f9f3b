import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
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

  /** Creates the client or updates the one with this id. */
  async save(client: Omit<Client, 'isPublic'>): Promise<void> {
    await this.clients.save(this.clients.create(client));
  }
}

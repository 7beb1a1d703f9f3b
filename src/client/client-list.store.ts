import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager, type ObjectLiteral } from 'typeorm';
import { pageOf, type Page, type PageRequest } from '../database/page.js';
import { report } from '../database/report.js';
import { containing } from '../database/values.js';
import { Client, type Rotation } from './client.entity.js';
import { FormerClientSecret } from './former-client-secret.entity.js';

export const CLIENT_STATUSES = ['enabled', 'disabled', 'deleted'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** Which clients: those to which all that is given applies. Without a status, none that has been deleted. */
export interface ClientFilter {
  /** A part of the id or the name, letters alike. */
  text?: string;
  status?: ClientStatus;
  isPublic?: boolean;
  /** In effect, where no key is proved. */
  rotation?: Rotation;
  grantType?: string;
  scope?: string;
}

const STATUS = {
  enabled: 'client.disabledAt IS NULL AND client.deletedAt IS NULL',
  disabled: 'client.disabledAt IS NOT NULL AND client.deletedAt IS NULL',
  deleted: 'client.deletedAt IS NOT NULL',
};

/** As `defaultRotation`. */
const ROTATION = `coalesce(client.rotation, CASE WHEN client.tokenEndpointAuthMethod = 'none' THEN 'rotate' ELSE 'reuse' END)`;

/** Clients, found by filters in the order of their ids. Reads only. */
@Injectable()
export class ClientListStore {
  constructor(private readonly dataSource: DataSource) {}

  findPage(filter: ClientFilter, { limit, after }: PageRequest): Promise<Page<Client>> {
    return report(this.dataSource, async (manager) => {
      const query = manager.createQueryBuilder(Client, 'client').where(STATUS[filter.status ?? 'enabled']);
      if (filter.status === undefined) query.where('client.deletedAt IS NULL');
      if (filter.text !== undefined) query.andWhere('(client.clientId ILIKE :pattern OR client.clientName ILIKE :pattern)', { pattern: containing(filter.text) });
      if (filter.isPublic !== undefined) query.andWhere(`client.tokenEndpointAuthMethod ${filter.isPublic ? '=' : '<>'} 'none'`);
      if (filter.rotation !== undefined) query.andWhere(`${ROTATION} = :rotation`, { rotation: filter.rotation });
      if (filter.grantType !== undefined) query.andWhere('client.grantTypes @> ARRAY[:grantType::text]', { grantType: filter.grantType });
      if (filter.scope !== undefined) query.andWhere('client.scopes @> ARRAY[:scope::text]', { scope: filter.scope });
      if (after) query.andWhere('client.clientId > :after', { after: after.id });
      const clients = await query.orderBy('client.clientId').limit(limit + 1).getMany();
      await addSecrets(manager, clients);
      return pageOf(clients, limit, ({ clientId: id }) => ({ key: id, id }));
    });
  }

  /** The ids of those whose current secret was given before that time. */
  findWithSecretBefore(date: Date): Promise<string[]> {
    return this.idsWhere('client.clientSecretCreatedAt < :date', { date });
  }

  /** The ids of those one of whose secrets, current or live former, is kept as another key of TOKEN_KEYS made it. */
  findWithSecretNotOf(keyId: string, now: Date): Promise<string[]> {
    const former = this.dataSource.createQueryBuilder().select('1').from(FormerClientSecret, 'former')
      .where('former.clientId = client.clientId AND former.keyId <> :keyId AND (former.expiresAt IS NULL OR former.expiresAt > :now)');
    return this.idsWhere(`client.clientSecretKeyId <> :keyId OR EXISTS (${former.getQuery()})`, { keyId, now });
  }

  /** The ids of those with a former secret that lives until somebody drops it. */
  findWithEndlessSecret(): Promise<string[]> {
    const former = this.dataSource.createQueryBuilder().select('1').from(FormerClientSecret, 'former').where('former.clientId = client.clientId AND former.expiresAt IS NULL');
    return this.idsWhere(`EXISTS (${former.getQuery()})`, {});
  }

  private async idsWhere(condition: string, values: ObjectLiteral): Promise<string[]> {
    const clients = await this.dataSource.createQueryBuilder(Client, 'client').select('client.clientId')
      .where('client.deletedAt IS NULL').andWhere(`(${condition})`, values).orderBy('client.clientId').getMany();
    return clients.map(({ clientId }) => clientId);
  }

  /** Deleted ones too. */
  async find(clientId: string): Promise<Client | null> {
    const client = await this.dataSource.manager.findOneBy(Client, { clientId });
    if (client) await addSecrets(this.dataSource.manager, [client]);
    return client;
  }
}

async function addSecrets(manager: EntityManager, clients: Client[]): Promise<void> {
  const secrets = await manager.find(FormerClientSecret, { where: { clientId: In(clients.map(({ clientId }) => clientId)) }, order: { createdAt: 'DESC' } });
  for (const client of clients) client.formerSecrets = secrets.filter(({ clientId }) => clientId === client.clientId);
}

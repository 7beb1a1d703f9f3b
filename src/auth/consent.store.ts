import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../protocol/clock.js';
import { Consent } from './consent.entity.js';

/** What people allowed applications: one row for each pair. */
@Injectable()
export class ConsentStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  find(accountId: string, clientId: string): Promise<Consent | null> {
    return this.dataSource.getRepository(Consent).findOneBy({ accountId, clientId });
  }

  /** Adds to what the person allowed the application before. */
  async remember(accountId: string, clientId: string, scopes: readonly string[], resources: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO consent AS known (account_id, client_id, scopes, resources, granted_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account_id, client_id) DO UPDATE SET
         scopes = ARRAY(SELECT unnest(known.scopes) UNION SELECT unnest(excluded.scopes) ORDER BY 1),
         resources = ARRAY(SELECT unnest(known.resources) UNION SELECT unnest(excluded.resources) ORDER BY 1),
         granted_at = excluded.granted_at`,
      [accountId, clientId, scopes, resources, this.clock.now()],
    );
  }

  /** The person allows the application nothing any more: it is asked again, and what it was granted ends. */
  async withdraw(accountId: string, clientId: string): Promise<void> {
    await this.dataSource.getRepository(Consent).update({ accountId, clientId }, { scopes: [], resources: [], withdrawnAt: this.clock.now() });
  }

  /** As if the person had never been asked. */
  async forgetAllOf(manager: EntityManager, accountId: string): Promise<void> {
    await manager.delete(Consent, { accountId });
  }
}

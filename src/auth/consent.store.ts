import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../protocol/clock.js';
import { Consent } from './consent.entity.js';

/** A consent, and what the application is called. */
export interface ConsentRow extends Pick<Consent, 'clientId' | 'scopes' | 'resources' | 'grantedAt'> {
  clientName: string;
}

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

  /** What the person allows applications now, the latest first; so many at most. */
  findAllOf(accountId: string, limit: number): Promise<ConsentRow[]> {
    return this.dataSource.query(
      `SELECT client_id AS "clientId", client_name AS "clientName", consent.scopes, consent.resources, granted_at AS "grantedAt"
       FROM consent JOIN client USING (client_id) WHERE account_id = $1 AND (consent.scopes <> '{}' OR consent.resources <> '{}')
       ORDER BY granted_at DESC, client_id LIMIT $2`,
      [accountId, limit],
    );
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

  /**
   * The person allows the application nothing any more: it is asked again, and what it was granted ends. False when it was never asked.
   * @param manager to withdraw it within a transaction
   */
  async withdraw(accountId: string, clientId: string, manager: EntityManager = this.dataSource.manager): Promise<boolean> {
    const { affected } = await manager.update(Consent, { accountId, clientId }, { scopes: [], resources: [], withdrawnAt: this.clock.now() });
    return affected === 1;
  }

  /** As if the person had never been asked. */
  async forgetAllOf(manager: EntityManager, accountId: string): Promise<void> {
    await manager.delete(Consent, { accountId });
  }
}

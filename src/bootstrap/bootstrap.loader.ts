import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ACCOUNT_SCOPES, ADMIN_SCOPES } from '../account/roles.js';
import { ClientStore } from '../client/client.store.js';
import { ConfigError } from '../config/config.error.js';
import { Settings } from '../config/settings.js';
import { withMigrationLock } from '../database/migrate.js';
import { accountClient } from './account.client.js';
import type { BootstrapFile } from './bootstrap-file.js';
import { consoleClient } from './console.client.js';
import { readBootstrapFile } from './read-bootstrap-file.js';
import { Registry } from './registry.js';

/** What a first minute on the embedded database starts with. */
export const DEMO_FILE = join(import.meta.dirname, 'demo.json');

/** Applies the bootstrap file at each start: creates and updates, never deletes. */
@Injectable()
export class BootstrapLoader implements OnApplicationBootstrap {
  private readonly logger = new Logger('Bootstrap');

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
    private readonly registry: Registry,
    private readonly clients: ClientStore,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const path = this.settings.bootstrapFile ?? (this.settings.databaseUrl ? null : DEMO_FILE);
    const file = path ? readBootstrapFile(path) : null;
    // Two replicas that start together must not both create what is missing.
    await withMigrationLock(this.dataSource, () => this.apply(file));
    if (file) this.logger.log(`applied ${path}: ${file.clients.length} clients, ${file.accounts.length} accounts, ${file.resources.length} resources`);
  }

  private async apply(file: BootstrapFile | null): Promise<void> {
    await this.registry.resources.save({ identifier: this.settings.resourceOf('admin'), scopes: [...ADMIN_SCOPES] });
    await this.registry.resources.save({ identifier: this.settings.resourceOf('account'), scopes: [...ACCOUNT_SCOPES] });
    await this.registry.clients.register(consoleClient(this.settings.publicUrl));
    await this.registry.clients.register(accountClient(this.settings.publicUrl));
    if (file) await this.register(file);
    await this.judgePublicReuse();
    await this.judgeRetention();
  }

  private async register(file: BootstrapFile): Promise<void> {
    for (const resource of file.resources) await this.registry.resources.save(resource);
    for (const client of file.clients) {
      if (!(await this.registry.clients.register(client))) this.logger.warn(`client ${client.client_id} has been deleted, and stays so`);
    }
    for (const account of file.accounts) await this.registry.accounts.save(account);
  }

  /** RFC 9700 §2.2.2: a public client's refresh tokens MUST be rotated or bound to a key. An operator who wants neither must say so. */
  private async judgePublicReuse(): Promise<void> {
    const faults = (await this.clients.findPublicReusing()).map((id) => `client ${id} is public and its refresh_token_policy.rotation is reuse`);
    if (faults.length > 0 && !this.settings.allowPublicReuse) {
      throw new ConfigError('Public clients must rotate their refresh tokens: set rotation to rotate, or ALLOW_PUBLIC_REUSE=true', faults);
    }
    for (const fault of faults) this.logger.warn(`${fault}: whoever steals such a token keeps it until it expires`);
  }

  /** Months go as a whole, so a family may outlive the ledger's rows about it. */
  private async judgeRetention(): Promise<void> {
    const { ledgerRetentionDays: days } = this.settings;
    const clients = days > 0 ? await this.clients.findLivingLonger(days * 86_400) : [];
    if (clients.length > 0) this.logger.warn(`LEDGER_RETENTION_DAYS=${days} is shorter than refresh tokens of ${clients.join(', ')} live: the ledger will not tell their whole story`);
  }
}

import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ADMIN_SCOPES } from '../account/roles.js';
import type { ClientMetadata } from '../client/client-metadata.js';
import { Settings } from '../config/settings.js';
import { withMigrationLock } from '../database/migrate.js';
import type { BootstrapFile } from './bootstrap-file.js';
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
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const path = this.settings.bootstrapFile ?? (this.settings.databaseUrl ? null : DEMO_FILE);
    const file = path ? readBootstrapFile(path) : null;
    // Two replicas that start together must not both create what is missing.
    await withMigrationLock(this.dataSource, () => this.apply(file));
    if (file) this.logger.log(`applied ${path}: ${file.clients.length} clients, ${file.accounts.length} accounts, ${file.resources.length} resources`);
  }

  private async apply(file: BootstrapFile | null): Promise<void> {
    await this.registry.resources.save({ identifier: `${this.settings.publicUrl}/admin`, scopes: [...ADMIN_SCOPES] });
    if (!file) return;
    for (const resource of file.resources) await this.registry.resources.save(resource);
    for (const client of file.clients) {
      this.warn(client);
      await this.registry.clients.register(client);
    }
    for (const account of file.accounts) await this.registry.accounts.save(account);
  }

  /** What a client asks of us and does not get yet is said at each start. */
  private warn({ client_id: clientId, refresh_token_policy: policy }: ClientMetadata): void {
    const pending = [
      ...(policy.rotation === 'rotate' ? ['rotation=rotate'] : []),
      ...(policy.refresh_token_idle_ttl ? ['refresh_token_idle_ttl'] : []),
      ...(policy.max_live_tokens ? ['max_live_tokens'] : []),
    ];
    if (pending.length > 0) this.logger.warn(`client ${clientId}: ${pending.join(', ')} is kept but not enforced yet; its refresh tokens are reused until they expire`);
  }
}

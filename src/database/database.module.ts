import { Global, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ChangeFeed } from './change.feed.js';
import { DatabaseHealth } from './database.health.js';
import { explainRole, grantToAppRole } from './app-role.js';
import { createDataSource, type Entities } from './data-source.js';
import { withMigrationLock } from './migrate.js';
import { Owner } from './owner.js';

/** As whom the database is used: the service by `url`, migrations and the upkeep of the ledger by `ownerUrl`. */
export interface DatabaseUrls {
  url: string;
  ownerUrl: string;
}

/** Owns the way to PostgreSQL: the data source and its role, the embedded server, migrations under a lock, transactions and their retry. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly dataSource: DataSource) {}

  static of(urls: DatabaseUrls, entities: Entities): DynamicModule {
    const providers = [
      { provide: DataSource, useFactory: () => openMigrated(urls, entities) },
      { provide: Owner, useValue: new Owner(urls.ownerUrl) },
    ];
    return { module: DatabaseModule, providers: [...providers, ChangeFeed, DatabaseHealth], exports: [DataSource, Owner, ChangeFeed, DatabaseHealth] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }
}

async function openMigrated({ url, ownerUrl }: DatabaseUrls, entities: Entities): Promise<DataSource> {
  const owner = await createDataSource(ownerUrl, entities, null).initialize();
  try {
    await withMigrationLock(owner, () => migrate(owner));
  } finally {
    await owner.destroy();
  }
  return createDataSource(url, entities).initialize().catch((error: unknown) => {
    throw explainRole(error);
  });
}

async function migrate(owner: DataSource): Promise<void> {
  const names = (await owner.runMigrations({ transaction: 'each' })).map(({ name }) => name);
  if (names.length > 0) new Logger('Database').log({ msg: `migrated to ${names.at(-1)}`, migrations: names.length });
  await grantToAppRole(owner);
}

import { Global, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ChangeFeed } from './change.feed.js';
import { createDataSource, type Entities } from './data-source.js';
import { withMigrationLock } from './migrate.js';

/** Owns the way to PostgreSQL: the data source, the embedded server, migrations under a lock, transactions and their retry. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly dataSource: DataSource) {}

  static of(url: string, entities: Entities): DynamicModule {
    const provider = { provide: DataSource, useFactory: () => openMigrated(url, entities) };
    return { module: DatabaseModule, providers: [provider, ChangeFeed], exports: [DataSource, ChangeFeed] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }
}

async function openMigrated(url: string, entities: Entities): Promise<DataSource> {
  const dataSource = await createDataSource(url, entities).initialize();
  const migrations = await withMigrationLock(dataSource, () => dataSource.runMigrations({ transaction: 'each' }));
  for (const { name } of migrations) new Logger('Database').log(`migrated: ${name}`);
  return dataSource;
}

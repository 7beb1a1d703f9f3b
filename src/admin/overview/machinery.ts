import { Injectable } from '@nestjs/common';
import { UpkeepStore } from '../../audit/upkeep.store.js';
import { DatabaseHealth } from '../../database/database.health.js';
import { SigningKeyStore } from '../../keys/signing-key.store.js';
import { stateOf } from '../../keys/signing-key.policy.js';
import { showKey } from '../keys/key.view.js';
import { Lately } from './lately.js';
import type { OverviewView } from './overview.view.js';

type Parts = Pick<OverviewView, 'keys' | 'database' | 'housekeeping'>;

/** What all of it rests upon: keys, the database, housekeeping. */
@Injectable()
export class Machinery {
  private readonly parts: Lately<Parts>;

  constructor(keys: SigningKeyStore, health: DatabaseHealth, upkeep: UpkeepStore) {
    this.parts = new Lately(5, async (now) => {
      const inJwks = (await keys.findAll()).filter((key) => stateOf(key, now) !== 'gone');
      const tasks = (await upkeep.findAll()).map(({ task, doneAt, failedAt, error }) => ({ task, done_at: doneAt, failed_at: failedAt, error }));
      return { keys: inJwks.map((key) => showKey(key, now)), database: await show(health), housekeeping: tasks };
    });
  }

  look(now: Date): Promise<Parts> {
    return this.parts.get(now);
  }
}

async function show(health: DatabaseHealth): Promise<OverviewView['database']> {
  const { bytes, connections, maxConnections, oldestTransactionAt, serverVersion, migrations, lastMigration } = await health.look();
  return {
    ...{ bytes, connections, max_connections: maxConnections, oldest_transaction_at: oldestTransactionAt },
    ...{ server_version: serverVersion, migrations, last_migration: lastMigration },
  };
}

import type { DataSource, EntityManager } from 'typeorm';
import { expect, test } from 'vitest';
import type { AdminEventStore } from '../audit/admin-event.store.js';
import { Client } from '../client/client.entity.js';
import { TheftAlert, type Suspicion } from './theft.alert.js';

const client = Object.assign(new Client(), { accessTokenTtl: 3600 });
const caller = { requestId: 'request-1', ip: '192.0.2.1', userAgent: 'spec' };
const suspicion: Suspicion = { score: 60, signals: [{ name: 'cadence', score: 60, reason: 'Too often.' }], grantId: '00000000-0000-4000-8000-000000000001', client, caller, at: new Date() };

test('a flood of suspicions is written one after the other, up to a thousand that wait; later ones are written again', async () => {
  let [written, open] = [0, 0];
  const manager = { query: async () => [{ wasTold: false }] } as unknown as EntityManager;
  const dataSource = {
    transaction: async (work: (manager: EntityManager) => Promise<void>) => {
      expect(++open).toBe(1);
      await work(manager);
      open--;
    },
  } as unknown as DataSource;
  const alert = new TheftAlert(dataSource, { record: async () => void written++ } as unknown as AdminEventStore);
  for (let n = 0; n < 1500; n++) alert.raise(suspicion);
  await alert.settled();
  expect(written).toBe(1000);
  alert.raise(suspicion);
  await alert.settled();
  expect(written).toBe(1001);
});

import type { EntityManager } from 'typeorm';
import { expect, test } from 'vitest';
import { openDataSource, partitionsOf } from '../../test/support/database.js';
import { report } from '../database/report.js';
import { AdminEvent } from './admin-event.entity.js';
import { IncidentStore } from './incident.store.js';
import { RefreshUsage } from './refresh-usage.entity.js';

const dataSource = await openDataSource([RefreshUsage, AdminEvent], { asOwner: true });
await partitionsOf(dataSource).extend(new Date());

test('a request is found by indexes of both ledgers, though the planner thinks little of them', async () => {
  const plan = await report(dataSource, async (manager) => {
    const explaining = { query: (sql: string, values?: unknown[]) => manager.query(sql.startsWith('SET') ? sql : `EXPLAIN ${sql}`, values) } as EntityManager;
    const lines = (await new IncidentStore().findByRequest(explaining, 'r1', 20)) as unknown as { 'QUERY PLAN': string }[];
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  });
  expect(plan).toMatch(/Bitmap Index Scan on refresh_usage_\w*request_id/);
  expect(plan).toMatch(/Index (Only )?Scan using admin_event_\w*request_id/);
  expect(plan).not.toContain('Seq Scan');
});

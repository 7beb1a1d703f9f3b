import { expect, test } from 'vitest';
import { openDataSource } from '../../test/support/database.js';
import { ChangeFeed } from './change.feed.js';
import { poolOf } from './data-source.js';

const dataSource = await openDataSource([]);

test('a feed that is closed while it connects keeps no connection', async () => {
  const feed = new ChangeFeed(dataSource);
  const listening = feed.onModuleInit();
  feed.onModuleDestroy();
  await listening;
  const { totalCount, idleCount } = poolOf(dataSource);
  expect(totalCount - idleCount).toBe(0);
});

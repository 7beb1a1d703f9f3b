import { expect, test } from 'vitest';
import type { DataSource } from 'typeorm';
import { KEYS } from '../../../test/support/data.js';
import { openDataSource, partitionsOf } from '../../../test/support/database.js';
import { TestClock } from '../../../test/support/test.clock.js';
import { loadSettings } from '../../config/load-settings.js';
import { AdminEvent } from '../admin-event.entity.js';
import { RefreshUsage } from '../refresh-usage.entity.js';
import { CheckpointSigner } from './checkpoint.signer.js';
import { columnsOf, ENCODING, LEDGERS } from './ledger.encoding.js';
import { LedgerCheckpoint } from './ledger-checkpoint.entity.js';
import { LedgerErasure } from './ledger-erasure.entity.js';
import { LedgerSalt } from './ledger-salt.entity.js';
import { LedgerSeal } from './ledger-seal.entity.js';
import { LedgerSealer } from './ledger.sealer.js';
import { LedgerVerifier } from './ledger.verifier.js';
import { SealStore } from './seal.store.js';

const clock = new TestClock();
const dataSource = await openDataSource([RefreshUsage, AdminEvent, LedgerSeal, LedgerSalt, LedgerCheckpoint, LedgerErasure], { asOwner: true });
const partitions = partitionsOf(dataSource, clock);
await partitions.onModuleInit();
const seals = new SealStore(dataSource);
const signer = new CheckpointSigner(loadSettings({ ...KEYS, DATABASE_URL: 'postgres://elsewhere' }));
const sealerOf = () => new LedgerSealer(dataSource, seals, signer, clock);
const verifier = new LedgerVerifier(dataSource, seals, signer, partitions);

const write = (source: Pick<DataSource, 'query'>, request: string, count = 1) =>
  source.query(
    `INSERT INTO refresh_usage (grant_id, at, id, verdict, client_id, request_id, scopes, resources)
     SELECT gen_random_uuid(), $1, gen_random_uuid(), 'reused', 'web', $2, '{}', '{}' FROM generate_series(1, $3)`,
    [clock.now(), request, count],
  );

/** Those of other tests on the server may be in the way for a while. */
async function sealUntil(rows: number): Promise<void> {
  for (let sealed = 0; sealed < rows; ) sealed += await sealerOf().seal();
}

test('every column of the ledgers stands in the newest encoding, once', () => {
  for (const ledger of LEDGERS) {
    const { columns } = dataSource.entityMetadatas.find(({ tableName }) => tableName === ledger)!;
    expect([...columnsOf(ENCODING, ledger)].sort()).toEqual(columns.map(({ databaseName }) => databaseName).sort());
  }
});

test('a row that commits late is never skipped, nor sealed out of order', async () => {
  const late = dataSource.createQueryRunner();
  await late.startTransaction();
  await write(late, 'late');
  await write(dataSource, 'early');
  expect(await sealerOf().seal()).toBe(0); // it must not come behind the one that is under way
  await late.commitTransaction();
  await late.release();
  await sealUntil(2);
  const [{ entries }] = await dataSource.query('SELECT entries FROM ledger_seal WHERE number = 1');
  const ids = await dataSource.query('SELECT id FROM refresh_usage ORDER BY request_id DESC');
  expect([1, 34].map((start) => entries.toString('hex', start, start + 16))).toEqual(ids.map(({ id }: { id: string }) => id.replaceAll('-', '')));
});

test('many rows are many seals, and replicas that seal at once make one chain', async () => {
  await write(dataSource, 'many', 1234);
  const sealers = [1, 2, 3].map(sealerOf);
  for (let sealed = 0; sealed < 1234; ) sealed += (await Promise.all(sealers.map((sealer) => sealer.seal()))).reduce((sum, rows) => sum + rows, 0);
  expect(await dataSource.query('SELECT number, usages FROM ledger_seal WHERE number > 1 ORDER BY number')).toEqual([500, 500, 234].map((usages, index) => ({ number: index + 2, usages })));
  expect(await verifier.verify(1, 100, 100)).toMatchObject({ rows: 1236, faultCount: 0, unsealed: 0, next: null });
});

test('rows from before there were seals are sealed as they are found', async () => {
  await dataSource.query('TRUNCATE ledger_seal, ledger_salt, refresh_usage');
  await write(dataSource, 'old', 2);
  await dataSource.query('UPDATE refresh_usage SET xact = 0');
  await write(dataSource, 'new', 1);
  await sealUntil(3);
  expect(await dataSource.query('SELECT number, usages, is_found FROM ledger_seal ORDER BY number')).toEqual([{ number: 1, usages: 2, is_found: true }, { number: 2, usages: 1, is_found: false }]);
  expect(await verifier.verify(1, 100, 100)).toMatchObject({ rows: 3, found: 2, faultCount: 0 });
});

test('the newest seal is signed now and then, and when the service stops', async () => {
  const signed = async () => (await dataSource.query('SELECT number FROM ledger_checkpoint ORDER BY 1')).map(({ number }: { number: number }) => number);
  await sealerOf().checkpoint();
  expect(await signed()).toEqual([2]);
  await write(dataSource, 'newer');
  await sealUntil(1);
  await sealerOf().checkpoint();
  expect(await signed()).toEqual([2]);
  clock.advance(61);
  await Promise.all([1, 2].map(() => sealerOf().checkpoint()));
  expect(await signed()).toEqual([2, 3]);
  await write(dataSource, 'newest');
  await sealUntil(1);
  await sealerOf().stop();
  expect(await signed()).toEqual([2, 3, 4]);
});

test('a database that counts its transactions anew is told of', async () => {
  await dataSource.query('UPDATE ledger_seal SET last_xact = 9e18 WHERE number = 4');
  await expect(sealerOf().seal()).rejects.toThrow(/counts its transactions anew/);
});

/** `npm run ledger:verify [-- --from N] [--checkpoint FILE]`: compares the ledgers with their seals, and the chain with a checkpoint that was exported. */
import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { parseArgs } from 'node:util';
import { ENTITIES } from './app.module.js';
import { LedgerPartitions } from './audit/ledger.partitions.js';
import { CheckpointSigner } from './audit/sealing/checkpoint.signer.js';
import type { Fault, Verification } from './audit/sealing/findings.js';
import { LedgerVerifier } from './audit/sealing/ledger.verifier.js';
import { SealStore } from './audit/sealing/seal.store.js';
import { ConfigError } from './config/config.error.js';
import { loadSettings } from './config/load-settings.js';
import type { Settings } from './config/settings.js';
import { createDataSource } from './database/data-source.js';
import { databaseUrlOf } from './database/embedded/running.js';
import { Owner } from './database/owner.js';
import { SystemClock } from './protocol/clock.js';

/** Seals between two lines of progress. */
const STRETCH = 1000;

const NEWEST = 2 ** 31 - 1;

async function main(): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const { values } = parseArgs({ options: { from: { type: 'string', default: '1' }, checkpoint: { type: 'string' } } });
  const settings = loadSettings(process.env);
  const url = databaseUrlOf(settings);
  const dataSource = await createDataSource(url, ENTITIES).initialize();
  try {
    const signer = new CheckpointSigner(settings);
    const verifier = new LedgerVerifier(dataSource, new SealStore(dataSource), signer, new LedgerPartitions(new Owner(url), new SystemClock(), settings));
    const isSame = values.checkpoint === undefined || (await compare(verifier, signer, values.checkpoint, settings));
    const isIntact = await verifyAll(verifier, Number(values.from));
    if (!isSame || !isIntact) process.exitCode = 1;
  } finally {
    await dataSource.destroy();
  }
}

/** @param file with the checkpoint itself, or with the whole answer of `GET /admin/v1/audit/checkpoint` */
async function compare(verifier: LedgerVerifier, signer: CheckpointSigner, file: string, { issuer }: Settings): Promise<boolean> {
  const text = readFileSync(file, 'utf8').trim();
  const signed = await signer.read(text.startsWith('{') ? JSON.parse(text).checkpoint : text);
  if (!signed) throw new ConfigError(`${file} holds no checkpoint that a key of ENCRYPTION_KEYS has signed for ${issuer}.`);
  const { faults } = await verifier.compare(signed);
  if (faults.length === 0) console.log(`The checkpoint of ${signed.at.toISOString()} vouches for seal ${signed.number} and all before it.`);
  for (const fault of faults) console.log(describe(fault));
  return faults.length === 0;
}

async function verifyAll(verifier: LedgerVerifier, from: number): Promise<boolean> {
  const sum = { seals: 0, rows: 0, found: 0, erased: 0, dropped: 0, unsealed: 0, faultCount: 0 };
  let vouchedTo: number | null = null;
  for (let next: number | null = from; next !== null; ) {
    const stretch: Verification = await verifier.verify(next, NEWEST, STRETCH);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += stretch[name];
    for (const fault of stretch.faults) console.log(describe(fault));
    vouchedTo = stretch.vouchedTo ?? vouchedTo;
    next = stretch.next;
    if (next !== null) console.error(`… ${next - 1} of ${stretch.last} seals`);
  }
  const { seals, rows, found, erased, dropped, unsealed, faultCount } = sum;
  console.log(`${seals} seals, ${rows} rows (${found} found when sealing began, ${erased} erased in part), ${dropped} dropped by retention, ${unsealed} not sealed yet.`);
  console.log(`Signed up to seal ${vouchedTo ?? 'none'}. ${faultCount === 0 ? 'Everything is as it was sealed.' : `${faultCount} FAULTS; the first are named above.`}`);
  return faultCount === 0;
}

function describe({ kind, seal, ledger, id, at, detail }: Fault): string {
  const row = id === undefined ? '' : ` ${ledger} ${id}${at ? ` of ${at}` : ''}`;
  return `${kind}:${row}${seal === null ? '' : ` seal ${seal}`}${detail ? ` (${detail})` : ''}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evergrant } from './contenders/evergrant.js';
import { peer } from './contenders/peer.js';
import { Postgres } from './machine/postgres.js';
import { measureGrowth } from './growth/growth.js';
import { measureLists } from './lists/lists.js';
import { measureMass } from './mass/mass.js';
import { HELP, readOptions, type Options } from './options.js';
import { growthTables } from './report/growth.table.js';
import { listsTable } from './report/lists.table.js';
import { massTable } from './report/mass.table.js';
import { describeRun, tableOf } from './report/table.js';
import { targetsOf } from './report/targets.js';
import { Rounds } from './rounds.js';

const RESULTS = 'bench/results';

/** Compares the built server with its peer, side by side on this machine. */
async function compare(options: Options, folder: string): Promise<void> {
  const recipes = options.ours ? [evergrant] : [evergrant, peer];
  const databases: Postgres[] = [];
  try {
    const contenders = [];
    for (const recipe of recipes) {
      const own = join(folder, recipe.name);
      databases.push(await Postgres.start(own));
      contenders.push(await recipe(own, databases.at(-1)!, options));
    }
    const results = await new Rounds(contenders, options).run();
    const run = describeRun(options);
    console.log([run.title, tableOf(results), targetsOf(results, options)].join('\n\n'));
    save({ run, options, ...results });
    for (const { server } of contenders) await server.stop();
  } finally {
    for (const database of databases) await database.stop();
  }
}

/** What size does to our own server. */
async function grow(options: Options, folder: string): Promise<void> {
  const results = await measureGrowth(folder, options);
  const run = describeRun(options);
  console.log([run.title, growthTables(results)].join('\n\n'));
  save({ run, options, ...results });
}

/** What the lists of the admin API take. */
async function list(options: Options, folder: string): Promise<void> {
  const results = await measureLists(folder, options);
  const run = describeRun(options);
  console.log([run.title, listsTable(results)].join('\n\n'));
  save({ run, options, ...results });
}

/** What a mass revocation costs those who refresh meanwhile. */
async function revokeMany(options: Options, folder: string): Promise<void> {
  const results = await measureMass(folder, options);
  const run = describeRun(options);
  console.log([run.title, massTable(results)].join('\n\n'));
  save({ run, options, results });
}

function save(results: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, JSON.stringify(results, null, 2));
  console.log(`\n${file}`);
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return console.log(HELP);
  const options = readOptions(process.argv.slice(2));
  const folder = mkdtempSync(join(tmpdir(), 'evergrant-bench-'));
  chmodSync(folder, 0o711); // for root's PostgreSQL, which may have to run as nobody
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  await (options.mass ? revokeMany : options.lists ? list : options.growth ? grow : compare)(options, folder);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

/** `npm run seed -- [--families N] [--uses N]`: fills the database of DATABASE_URL, which the service has been started on once and is stopped. */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { EverydayPopulation } from './everyday.population.js';
import { thisSecond } from './population.js';
import { seed } from './seed.js';

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { families: { ...text, default: '1000000' }, uses: { ...text, default: '10' } } });
  const [families, uses] = [Number(values.families), Number(values.uses)];
  const url = process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL;
  if (!url || !(families > 0) || !(uses > 0)) throw new Error('usage: DATABASE_URL=postgres://… npm run seed -- [--families N] [--uses N]');
  await requireEmpty(url);
  const begun = Date.now();
  await seed(url, new EverydayPopulation(families, uses, thisSecond()), (what) => console.log(`${Math.round((Date.now() - begun) / 1000)} s: ${what}`));
  console.log(`${Math.round((Date.now() - begun) / 1000)} s: done`);
}

/** Nobody's data is buried under a million people who do not exist. */
async function requireEmpty(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT EXISTS (SELECT FROM "grant") AS "isUsed"').finally(() => client.end());
  if (rows[0].isUsed) throw new Error('there are grants in this database already: the seed is for one that nobody uses');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

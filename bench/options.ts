import { parseArgs } from 'node:util';

/** What the command line asks for; see `HELP`. */
export interface Options {
  quick: boolean;
  growth: boolean;
  lists: boolean;
  mass: boolean;
  /** Without the peer. */
  ours: boolean;
  /** Names of cases; all when empty. */
  only: string[];
  rounds: number;
  /** Milliseconds. */
  warmUp: number;
  duration: number;
  /** Logins per client whose tokens the load uses. */
  families: number;
  /** Codes per round, and refresh tokens to revoke. */
  codes: number;
  workers: number;
  peerWorkers: number;
  node: string;
  /** Arguments of Node before our program. */
  nodeArgs: string[];
  settings: Record<string, string>;
  /** Of the growth measurement, in millions. */
  growthFamilies: number[];
  growthLedger: number;
  rotations: number;
  /** Of the lists' measurement, in millions. */
  listFamilies: number;
  listLedger: number;
  /** Tokens of each mass revocation. */
  waveSize: number;
  /** Where its database stays, filled once; in a folder for this run alone when null. */
  dataDir: string | null;
}

export const HELP = `npm run bench -- [flags]
  --quick               everything, within two minutes
  --ours                without the peer
  --only a,b            only these cases: reuse, rotate, es256, code, introspection, client_credentials, revocation, cold
  --rounds N            rounds that the medians are of (5)
  --seconds N           measured seconds of each case in each round (4)
  --families N          logins per client (512)
  --workers N           WORKERS of ours (2)
  --peer-workers N      processes of the peer (1)
  --node PATH           the Node that both servers run on
  --node-args='A B'     arguments of our server's Node, as --cpu-prof
  --set NAME=VALUE      a further setting of our server; may be repeated
  --growth              the growth measurement instead; with
    --sizes A,B,C       millions of live families (0.01,1,5)
    --ledger N          millions of ledger rows beside the largest (20)
    --rotations N       rotations of one family (100000)
  --lists               the admin API's lists instead, on a database of
    --sizes A           millions of families (1)
    --ledger N          millions of ledger rows (10)
    --data-dir PATH     a folder that keeps the database: filled by the first run, used as it is by the next
  --mass                refreshes alone and beside a mass revocation instead, of
    --wave N            tokens (20000)`;

export function readOptions(args: string[]): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ quick: flag, growth: flag, lists: flag, mass: flag, ours: flag, only: text, rounds: text, seconds: text, families: text, workers: text, 'peer-workers': text },
      ...{ node: text, 'node-args': text, set: { type: 'string', multiple: true }, sizes: text, ledger: text, rotations: text, wave: text, 'data-dir': text },
    },
  });
  const { quick } = values;
  const number = (given: string | undefined, normal: number, hasty = normal) => (given === undefined ? (quick ? hasty : normal) : positive(given));
  return {
    ...{ quick, growth: values.growth, lists: values.lists, mass: values.mass, ours: values.ours, only: values.only?.split(',') ?? [] },
    rounds: number(values.rounds, 5, 1),
    warmUp: quick ? 250 : 500,
    duration: number(values.seconds, 4, 1.2) * 1000,
    families: number(values.families, 512, 128),
    codes: quick ? 192 : 512,
    workers: number(values.workers, 2),
    peerWorkers: number(values['peer-workers'], 1),
    node: values.node ?? process.execPath,
    nodeArgs: values['node-args']?.split(' ') ?? [],
    settings: Object.fromEntries((values.set ?? []).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
    growthFamilies: (values.sizes ?? (quick ? '0.01,0.1' : '0.01,1,5')).split(',').map(positive),
    growthLedger: number(values.ledger, 20, 0.4),
    rotations: number(values.rotations, 100_000, 2000),
    listFamilies: values.lists ? number(values.sizes, 1, 0.02) : 0,
    listLedger: number(values.ledger, 10, 0.2),
    waveSize: number(values.wave, 20_000, 8000),
    dataDir: values['data-dir'] ?? null,
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${text} is not a number above 0\n\n${HELP}`);
  return value;
}

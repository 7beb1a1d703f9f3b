import { basic, ES256, MACHINE, REUSE, ROTATE, type BenchClient } from './contenders/clients.js';
import type { Contender, Endpoints } from './contenders/contender.js';
import type { Job, LoadReport } from './load/job.js';
import type { Options } from './options.js';

/** Something that applications ask for, at a concurrency. */
export interface Case {
  name: string;
  concurrency: number;
  /** Whose tokens it needs; a contender that does not serve this client sits the case out. */
  client: (contender: Contender) => BenchClient;
  job: (contender: Contender, options: Options) => Work | Promise<Work>;
  /** What the next round needs of this one. */
  keep?: (contender: Contender, report: LoadReport) => void;
}

type Work = Pick<Job, 'prefix' | 'values' | 'mode' | 'expects'> & { endpoint: keyof Endpoints };

const ACCESS_TOKEN = '"access_token":"';

/** All cases, each request as openid-client would send it, so tokens are shown without a hint; codes come before revocation, which uses up their tokens. */
export const CASES: Case[] = [
  ...[1, 16, 64].map((concurrency) => refreshing('reuse', REUSE, concurrency, 'cycle')),
  ...[1, 16, 64].map((concurrency) => refreshing('rotate', ROTATE, concurrency, 'rotate')),
  refreshing('es256', ES256, 64, 'cycle'),
  {
    ...{ name: 'code', concurrency: 16, client: () => REUSE },
    job: async (contender, { codes }) => ({
      ...{ endpoint: 'token', mode: 'once', prefix: 'grant_type=authorization_code&', expects: ACCESS_TOKEN },
      values: await contender.codes(REUSE, codes),
    }),
    keep: (contender, { values }) => (contender.toRevoke = values),
  },
  {
    ...{ name: 'introspection', concurrency: 64, client: ({ recipe }) => recipe.introspected },
    job: ({ accessTokens }) => ({ endpoint: 'introspection', mode: 'cycle', prefix: 'token=', expects: '"active":true', values: accessTokens }),
  },
  {
    ...{ name: 'client_credentials', concurrency: 64, client: () => MACHINE },
    job: () => ({ endpoint: 'token', mode: 'cycle', prefix: 'grant_type=client_credentials&scope=orders%3Aread', expects: ACCESS_TOKEN, values: Array(64).fill('') }),
  },
  {
    ...{ name: 'revocation', concurrency: 16, client: () => REUSE },
    job: ({ toRevoke }) => ({ endpoint: 'revocation', mode: 'once', prefix: 'token=', expects: '', values: toRevoke }),
  },
];

/** The case as the generator takes it. */
export async function jobOf(aCase: Case, contender: Contender, options: Options): Promise<Job> {
  const { endpoint, ...work } = await aCase.job(contender, options);
  const { concurrency } = aCase;
  if (work.values.length < concurrency) throw new Error(`${aCase.name} has only ${work.values.length} values for ${concurrency} connections`);
  const where = { port: contender.recipe.port, path: contender.endpoints[endpoint], authorization: basic(aCase.client(contender)) };
  return { ...where, ...work, concurrency, warmUp: options.warmUp, duration: options.duration };
}

/** The refresh tokens that the contender holds for the client, round and round. */
export function refreshing(name: string, client: BenchClient, concurrency: number, mode: 'cycle' | 'rotate'): Case {
  return {
    ...{ name, concurrency, client: () => client },
    job: ({ refreshTokens }) => ({
      ...{ endpoint: 'token', mode, prefix: 'grant_type=refresh_token&refresh_token=', expects: ACCESS_TOKEN },
      values: refreshTokens.get(client)!,
    }),
    keep: (contender, { values }) => void (mode === 'rotate' && contender.refreshTokens.set(client, values)),
  };
}

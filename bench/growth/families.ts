import { randomInt } from 'node:crypto';
import type { Settings } from '../../src/config/settings.js';
import { RefreshTokenCodec } from '../../src/token/refresh-token.codec.js';
import type { Postgres } from '../machine/postgres.js';
import type { Population } from '../seed/population.js';

type Row = { grantId: string; salt: Buffer; tokenKeyId: string; generation: number };

/** The refresh tokens of seeded families, computed as the server computes them. */
export class Families {
  private readonly codec: RefreshTokenCodec;

  constructor(
    private readonly postgres: Postgres,
    tokenKeys: string,
    private readonly population: Population,
    /** In the turns in which the population has them. */
    private readonly clients: string[],
  ) {
    this.codec = new RefreshTokenCodec({ tokenKeys } as Settings);
  }

  /** Current tokens of random families of the client. */
  async sample(client: string, size: number): Promise<string[]> {
    const [turn, turns] = [this.clients.indexOf(client), this.clients.length];
    const numbers = Array.from({ length: size }, () => randomInt(1, Math.floor(this.population.families / turns)) * turns + turn);
    const rows = await this.postgres.query<Row>(
      `SELECT grant_id AS "grantId", salt, token_key_id AS "tokenKeyId", generation FROM refresh_token
       WHERE grant_id = ANY($1) ORDER BY random()`,
      [numbers.map((n) => this.population.familyOf(n).grantId)],
    );
    return rows.map((row) => this.codec.encode(row));
  }
}

import type { Pool } from 'pg';

type Payload = Record<string, unknown> & { grantId?: string; uid?: string };

/** Which table keeps which kind, and the columns beside id, payload and expiry. */
const TABLES: Record<string, { table: string; columns: readonly string[] }> = {
  Session: { table: 'session', columns: ['uid'] },
  Interaction: { table: 'interaction', columns: [] },
  Grant: { table: 'grant_', columns: [] },
  AuthorizationCode: { table: 'authorization_code', columns: ['grant_id', 'consumed_at'] },
  RefreshToken: { table: 'refresh_token', columns: ['grant_id', 'consumed_at'] },
  AccessToken: { table: 'access_token', columns: ['grant_id'] },
  ClientCredentials: { table: 'client_credentials', columns: [] },
};

/** Keeps one kind of thing for oidc-provider: prepared statements, each on one index. */
export class PostgresAdapter {
  private readonly table: string;
  private readonly columns: readonly string[];

  constructor(
    private readonly pool: Pool,
    private readonly kind: string,
  ) {
    const known = TABLES[kind];
    if (!known) throw new Error(`no table keeps ${kind}`);
    ({ table: this.table, columns: this.columns } = known);
  }

  async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
    const extra = this.columns.includes('grant_id') ? 'grant_id' : this.columns.includes('uid') ? 'uid' : null;
    const values = [id, JSON.stringify(payload), expiresIn ? new Date(Date.now() + expiresIn * 1000) : null];
    if (extra) values.push((extra === 'uid' ? payload.uid : payload.grantId) ?? null);
    const text = `INSERT INTO ${this.table} (id, payload, expires_at${extra ? `, ${extra}` : ''}) VALUES ($1, $2, $3${extra ? ', $4' : ''})
      ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`;
    await this.run('upsert', text, values);
  }

  find(id: string): Promise<Payload | undefined> {
    return this.findBy('id', id);
  }

  findByUid(uid: string): Promise<Payload | undefined> {
    return this.findBy('uid', uid);
  }

  async consume(id: string): Promise<void> {
    await this.run('consume', `UPDATE ${this.table} SET consumed_at = $2 WHERE id = $1`, [id, Math.floor(Date.now() / 1000)]);
  }

  async destroy(id: string): Promise<void> {
    await this.run('destroy', `DELETE FROM ${this.table} WHERE id = $1`, [id]);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.run('revoke', `DELETE FROM ${this.table} WHERE grant_id = $1`, [grantId]);
  }

  private async findBy(column: 'id' | 'uid', value: string): Promise<Payload | undefined> {
    const consumed = this.columns.includes('consumed_at') ? ', consumed_at' : '';
    const [row] = await this.run(`find by ${column}`, `SELECT payload${consumed} FROM ${this.table} WHERE ${column} = $1`, [value]);
    if (!row) return undefined;
    return row.consumed_at ? { ...row.payload, consumed: Number(row.consumed_at) } : row.payload;
  }

  private async run(what: string, text: string, values: unknown[]): Promise<{ payload: Payload; consumed_at?: string }[]> {
    const { rows } = await this.pool.query({ name: `${this.kind} ${what}`, text, values });
    return rows;
  }
}

import type { Administrator } from './administrators.js';
import type { House } from './house.js';

/** Logins by the thousand: so many more families and grants like this one, whose tokens nobody has. */
export async function multiply(house: House, grantId: string, times: number): Promise<void> {
  await house.sql(
    `WITH ids AS MATERIALIZED (SELECT gen_random_uuid() AS grant_id FROM generate_series(1, $2)),
      grants AS (INSERT INTO "grant" SELECT (jsonb_populate_record(g, to_jsonb(ids))).* FROM "grant" g, ids WHERE g.grant_id = $1)
     INSERT INTO refresh_token SELECT (jsonb_populate_record(f, to_jsonb(ids))).* FROM refresh_token f, ids WHERE f.grant_id = $1`,
    [grantId, times],
  );
}

/** A mass revocation as it stands when this is true of it; looks again until then. */
export async function until(admin: Administrator, id: string, holds: (revocation: any) => boolean = ({ state }) => state === 'done'): Promise<any> {
  for (const giveUpAt = Date.now() + 25_000; ; ) {
    const { json } = await admin.get(`/revocations/${id}`);
    if (holds(json)) return json;
    if (Date.now() > giveUpAt) throw new Error(`still ${JSON.stringify(json)}`);
  }
}

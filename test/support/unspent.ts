import { expect } from 'vitest';
import type { RelyingParty } from './relying-party.js';

/** Nobody has spent the token: it refreshes, and not as a retry. Returns the one to go on with. */
export async function expectUnspent(app: RelyingParty, token: string): Promise<string> {
  const { status, json, headers } = await app.call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token });
  expect(status).toBe(200);
  const rows = await app.house.sql('SELECT verdict FROM refresh_usage WHERE request_id = $1', [headers.get('x-request-id')]);
  expect(rows).toEqual([{ verdict: json.refresh_token === token ? 'reused' : 'rotated' }]);
  return json.refresh_token;
}

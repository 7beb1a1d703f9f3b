import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, NATIVE, under, WEB } from '../support/data.js';
import { openHouse, type House } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

/** RFC 9700 §2.2.2 wants such a client's tokens rotated, unless the operator says otherwise twice: for the client and for the server. */
const KEEPING = under('reuse', NATIVE);
const TURNING = under('rotate', NATIVE);
const DEFAULT = { ...NATIVE, client_id: 'default', refresh_token_policy: undefined };

const permitted = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [KEEPING, TURNING, DEFAULT, WEB] }, settings: { ALLOW_PUBLIC_REUSE: 'true' } });
const opened: House[] = [permitted];
afterAll(() => Promise.all(opened.map((house) => house.close())));

const start = (clients: object[], settings: Record<string, string>) => openHouse({ replicaOf: permitted, bootstrap: { ...BOOTSTRAP, clients }, settings });
const WARNING = `client ${KEEPING.client_id} is public and its refresh_token_policy.rotation is reuse`;

it('with ALLOW_PUBLIC_REUSE a public client keeps its token, and the start names it, and only it', async () => {
  const app = new RelyingParty(permitted, KEEPING);
  const { refresh_token: token } = (await app.logIn(new Browser(permitted), ALICE)).answer.json;
  expect((await app.refresh(token)).answer.json.refresh_token).toBe(token);
  const lines = permitted.logs.map((line) => JSON.parse(line)).filter(({ level, context }) => level === 'warn' && context === 'Bootstrap');
  expect(lines.map(({ msg }) => msg)).toEqual([expect.stringContaining(WARNING)]);
});

it.each([
  ['by default', {}],
  ['when it is forbidden', { ALLOW_PUBLIC_REUSE: 'false' }],
])('%s the server does not start with such a client and names it, whether it stands in the file or in the database', async (_when, settings) => {
  const environment = { ALLOW_PUBLIC_REUSE: '', ...settings };
  for (const clients of [[KEEPING], []]) {
    await expect(start(clients, environment)).rejects.toThrow(new RegExp(`Public clients must rotate .*\n.*${WARNING}`));
  }
});

it('it starts when that client rotates, and logs nobody out by that', async () => {
  const { refresh_token: token } = (await new RelyingParty(permitted, KEEPING).logIn(new Browser(permitted), ALICE)).answer.json;
  const obedient = { ...KEEPING, refresh_token_policy: { rotation: 'rotate' } };
  const house = await start([obedient], { ALLOW_PUBLIC_REUSE: '' });
  opened.push(house);
  const { json } = (await new RelyingParty(house, obedient).refresh(token)).answer;
  expect(json.refresh_token).toMatch(/^evgr_/);
  expect(json.refresh_token).not.toBe(token);
});

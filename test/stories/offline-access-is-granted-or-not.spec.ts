import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

/** An application of the operator's own: nobody is asked. */
const OWN = { ...WEB, client_id: 'own', require_consent: false };
/** One that could not use a refresh token. */
const ONCE = { ...WEB, client_id: 'once', grant_types: ['authorization_code'] };

const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [WEB, OWN, ONCE] } });
afterAll(() => house.close());

const WITHOUT = ['access_token', 'expires_in', 'id_token', 'scope', 'token_type'];

it.each([
  ['with prompt=consent (OpenID Connect Core §11)', WEB, 'consent', true],
  ['not without it', WEB, undefined, false],
  ['without it to an application of the operator\'s own', OWN, undefined, true],
  ['never to one without the refresh_token grant type', ONCE, 'consent', false],
])('offline_access is granted %s', async (_how, client, prompt, granted) => {
  const { answer } = await new RelyingParty(house, client).logIn(new Browser(house), ALICE, { scope: 'openid offline_access', prompt });
  if (granted) expect(answer.json).toMatchObject({ refresh_token: expect.stringMatching(/^evgr_/), scope: 'openid offline_access' });
  else expect(Object.keys(answer.json)).toEqual(WITHOUT);
  if (!granted) expect(answer.json.scope).toBe('openid');
});

it('and not when it was not asked for', async () => {
  const { answer } = await new RelyingParty(house, OWN).logIn(new Browser(house), ALICE, { scope: 'openid email' });
  expect(Object.keys(answer.json)).toEqual(WITHOUT);
  expect(answer.json.scope).toBe('openid email');
});

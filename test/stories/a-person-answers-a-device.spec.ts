import { afterAll, describe, expect, it } from 'vitest';
import { Browser, type Page } from '../support/browser.js';
import { ALICE, BOB, BOOTSTRAP } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { allow, enter, Television, TV } from '../support/television.js';

/** The operator's own, which nobody is asked about elsewhere. */
const OWN = { ...TV, client_id: 'own', client_name: 'Our TV', require_consent: false };
const house = await openHouse({ bootstrap: { ...BOOTSTRAP, clients: [TV, OWN] }, settings: { TRUST_PROXY: '127.0.0.1' } });
afterAll(() => house.close());
const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const tv = new Television(house, TV, { 'user-agent': agent, 'x-forwarded-for': '203.0.113.7' });

let addresses = 0;
/** At an address of its own, or at the one given. */
const browse = (more: Record<string, string> = {}) => new Browser(house, { 'x-forwarded-for': `198.51.100.${++addresses}`, ...more });
const ask = async (television = tv, scope = 'openid offline_access') => (await television.ask({ scope })).json as Record<string, string>;
const type = async (userCode: string, browser = browse()) => (await browser.open('/device')).submit('#submit', { user_code: userCode });
const faultOf = ({ status, url, $ }: Page) => [status, url.pathname, $('#device-error').text()];
const WRONG = 'There is no such code. Please compare it with the one on your device.';

describe('a user code', () => {
  it.each<[string, (code: string) => string]>([
    ['as shown', (code) => code],
    ['in small letters', (code) => code.toLowerCase()],
    ['without the dash', (code) => code.replace('-', '')],
    ['with spaces and a dash of another kind', (code) => `  ${code.slice(0, 4)} – ${code.slice(5, 7)} ${code.slice(7)}\t`],
  ])('is taken %s', async (_how, change) => {
    const page = await type(change((await ask()).user_code!));
    expect([page.url.pathname, page.$('#password').length]).toEqual([expect.stringMatching(/^\/interaction\/.+\/login$/), 1]);
  });

  it('in the address is filled in and not sent: the person is told to compare it', async () => {
    const { user_code: code, verification_uri_complete: complete } = await ask();
    const page = await browse().open(complete!);
    expect([page.status, page.$('#user_code').val(), page.$('#code-help').text()]).toEqual([200, code, 'Go on only if your device shows exactly this code.']);
    expect(await house.sql('SELECT 1 FROM interaction WHERE device_grant_id IS NOT NULL AND created_at > $1', [house.clock.now()])).toEqual([]);
    expect((await page.submit('#submit')).$('#password')).toHaveLength(1);
  });

  it.each(['', 'BCDF', 'BCDF-GHJ1', 'AEIO-UAEI', 'BCDF-GHJK-LMNP', '<script>', 'ẞ'.repeat(8)])('that cannot be one (%j) is said to be none, and costs no attempt', async (typed) => {
    const failures = async () => (await house.sql('SELECT sum(failures)::int AS failures FROM login_throttle'))[0];
    const before = await failures();
    const page = await type(typed);
    expect(faultOf(page)).toEqual([400, '/device', expect.stringContaining('The code has eight letters')]);
    expect(page.$('#user_code').val()).toBe(typed);
    expect(await failures()).toEqual(before);
  });

  it('in the address that cannot be one is left out', async () => {
    const page = await browse().open('/device?user_code=%22%3E%3Cscript%3E');
    expect([page.$('#user_code').val(), page.text.includes('<script')]).toEqual(['', false]);
  });

  it('that is wrong, expired or used is told apart', async () => {
    const [expired, used, denied] = [await ask(), await ask(), await ask()];
    expect(faultOf(await type('BCDF-GHJK'))).toEqual([400, '/device', WRONG]);
    await allow(house, used.user_code!);
    await (await enter(house, denied.user_code!)).submit('#deny');
    for (const { user_code: code } of [used, denied]) expect(faultOf(await type(code!))).toEqual([400, '/device', expect.stringContaining('used already')]);
    house.clock.advance(600);
    expect(faultOf(await type(expired.user_code!))).toEqual([400, '/device', 'This code has expired. Have your device show a new one.']);
  });

  it('is not to be guessed: after twenty from one network, the right one has to wait as well', async () => {
    const { user_code: code } = await ask();
    const browser = browse();
    let page = await browser.open('/device');
    for (let guess = 0; guess < 20; guess++) {
      page = await page.submit('#submit', { user_code: `BCDFGHJ${'BCDFGHJKLMNPQRSTVWXZ'[guess]}` });
      expect(page.status).toBe(400);
    }
    const slow = await page.submit('#submit', { user_code: code! });
    expect([...faultOf(slow), slow.headers.get('retry-after')]).toEqual([429, '/device', 'Too many wrong codes. Please try again in 1 second.', '1']);
    house.clock.advance(1);
    const again = await slow.submit('#submit', { user_code: code! });
    expect([again.status, again.$('#password').length]).toEqual([200, 1]);
    expect((await type(code!)).$('#password')).toHaveLength(1); // from elsewhere nobody waits
  });

  it('of his own does not buy a guesser more guesses', async () => {
    let page = await browse().open('/device');
    for (let guess = 0; guess < 20; guess++) {
      page = await page.submit('#submit', { user_code: `BCDFGHK${'BCDFGHJKLMNPQRSTVWXZ'[guess]}` });
      if (guess % 5 === 4) await page.submit('#submit', { user_code: (await ask()).user_code! });
    }
    expect((await page.submit('#submit', { user_code: 'ZZZZZZZZ' })).status).toBe(429);
  });
});

describe('the form', () => {
  it('is taken from our page alone', async () => {
    const { user_code: code } = await ask();
    const browser = browse();
    const stranger = await browse().open('/device');
    const stolen = String(stranger.$('[name=form_token]').val());
    for (const fields of [{}, { form_token: 'A'.repeat(43) }, { form_token: stolen }] as Record<string, string>[]) {
      const page = await browser.post('/device', { user_code: code!, ...fields });
      expect([page.status, page.$('#oauth-error').text()]).toEqual([403, 'OAuth error: access_denied']);
    }
    await browser.open('/device');
    expect((await browser.post('/device', { user_code: code!, form_token: stolen })).status).toBe(403);
    expect((await type(code!, browser)).$('#password')).toHaveLength(1);
  });
});

describe('the person', () => {
  it('is told which device, since when, which code it shows, what for and for how long', async () => {
    const { user_code: code } = await ask();
    house.clock.advance(60);
    const { $ } = await enter(house, code!);
    expect([$('.application').text().trim(), $('.lead').text()]).toEqual(['Example TV', 'A device wants to connect to Example TV.']);
    expect([$('#device-code').text(), $('#device-from').text()]).toEqual([code, 'Asked by Firefox on Linux at the address 203.0.113.7, 1 minute ago.']);
    expect($('#scopes li').toArray().map((line) => $(line).attr('data-scope'))).toEqual(['openid', 'offline_access']);
    expect($('#how-long').text()).toContain('30 days');
  });

  it('reads it in German', async () => {
    const { user_code: code } = await ask();
    const page = await enter(house, code!, ALICE, browse({ 'accept-language': 'de' }));
    expect([page.$('h1').text(), page.$('#device-from').text()]).toEqual(['Zugriff erlauben?', 'Angefragt von Firefox auf Linux unter der Adresse 203.0.113.7, jetzt.']);
    expect((await page.submit('#deny')).$('h1').text()).toBe('Zugriff nicht erlaubt');
  });

  it('is shown the device’s own words as text', async () => {
    const { user_code: code } = await ask(new Television(house, TV, { 'user-agent': 'TV<script>alert(1)</script>' }));
    expect((await enter(house, code!)).text).not.toContain('<script>alert');
  });

  it('is asked about each device anew, logged in or not, known application or the operator’s own', async () => {
    const browser = browse();
    for (const television of [tv, tv, new Television(house, OWN), new Television(house, OWN)]) {
      const { user_code: code, device_code: deviceCode } = await ask(television, 'openid profile');
      const page = await enter(house, code!, ALICE, browser);
      expect(page.$('#allow')).toHaveLength(1);
      await page.submit('#allow');
      expect((await television.poll(deviceCode!)).json.scope).toBe('openid profile');
    }
  });

  it('who sees the page allows: not the next one at the same browser, and nothing once it has expired or somebody was first', async () => {
    const { user_code: code, device_code: deviceCode } = await ask();
    const browser = browse();
    const first = await enter(house, code!, ALICE, browser);
    await (await browser.open('/oidc/session/end')).submit('#logout-confirm');
    const second = await enter(house, code!, BOB, browser);
    const forged = await first.submit('#allow');
    expect([forged.status, (await tv.poll(deviceCode!)).json.error]).toEqual([403, 'authorization_pending']);
    const elsewhere = await enter(house, code!, ALICE, browse());
    await second.submit('#allow');
    expect(faultOf(await elsewhere.submit('#allow'))).toEqual([400, '/device', expect.stringContaining('used already')]);
    const { id_token: token } = (await tv.poll(deviceCode!)).json;
    expect(JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).sub).toBe(BOB.sub);
    const late = await ask();
    const page = await enter(house, late.user_code!);
    house.clock.advance(600);
    expect(faultOf(await page.submit('#allow'))).toEqual([400, '/device', expect.stringContaining('has expired')]);
  });

  it('sent ten times at once, it is allowed once', async () => {
    const { user_code: code } = await ask();
    const page = await enter(house, code!);
    const pages = await Promise.all(Array.from({ length: 10 }, () => page.submit('#allow')));
    expect(pages.filter(({ $ }) => $('#device-allowed').length > 0)).toHaveLength(1);
  });
});

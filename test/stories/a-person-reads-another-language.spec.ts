import { afterAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, BOOTSTRAP, WEB } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const COLOURED = { ...WEB, client_id: 'coloured', accent_color: '#ffff00', require_consent: true, refresh_token_policy: { refresh_token_ttl: 30 * 86_400, refresh_token_idle_ttl: 7200 } };
const house = await openHouse({
  bootstrap: { ...BOOTSTRAP, clients: [WEB, COLOURED] },
  settings: { BRAND_NAME: 'Example & Co', BRAND_LOGO: 'https://app.example/brand.svg', BRAND_COLOR: '#3340b5' },
});
afterAll(() => house.close());
const party = new RelyingParty(house, COLOURED);
const GERMAN = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' };

async function open(parameters: Record<string, string>, headers: Record<string, string> = {}, app = party) {
  return new Browser(house, headers).open((await app.authorizationUrl({ scope: 'openid offline_access', prompt: 'consent', ...parameters })).url);
}

describe('the pages speak the language', () => {
  it.each([
    ['of the browser', {}, GERMAN, 'de', 'Anmelden'],
    ['that the application asks for, before the browser’s', { ui_locales: 'fr en' }, GERMAN, 'en', 'Sign in'],
    ['that everybody can read, when nothing is known', {}, {}, 'en', 'Sign in'],
  ])('%s', async (_, parameters, headers, language, title) => {
    const page = await open(parameters, headers);
    expect([page.$('html').attr('lang'), page.$('h1').text(), page.headers.get('content-language')]).toEqual([language, title, language]);
    expect(page.headers.get('vary')).toContain('Accept-Language');
  });

  it('from the login to the logout, in errors and refusals too', async () => {
    const login = await open({}, GERMAN);
    const wrong = await login.submit('#submit', { username: ALICE.username, password: 'wrong' });
    expect(wrong.$('#login-error').text()).toBe('Benutzername oder Passwort ist falsch. Bitte versuchen Sie es noch einmal.');
    const consent = await wrong.submit('#submit', { username: ALICE.username, password: ALICE.password });
    expect(consent.$('[data-scope=openid]').text()).toBe('Sie anmelden und wiedererkennen, wenn Sie zurückkommen');
    expect(consent.$('#how-long').text()).toBe('Die Verbindung besteht, bis Sie sich dort abmelden, oder 30 Tage; oder bis sie 2 Stunden nicht verwendet wurde.');
    const error = await new Browser(house, GERMAN).open('/interaction/AAAAAAAAAAAAAAAAAAAAAA/login');
    expect(error.text).toContain('Diese Anmeldung ist beendet oder wurde in einem anderen Browser begonnen.');
  });

  it('of our own pages as of any application', async () => {
    const login = await new Browser(house, GERMAN).open('/account');
    expect([login.$('title').text(), login.$('.application').text().trim(), login.$('.lead').text()]).toEqual(['Anmelden – Ihr Konto', 'Ihr Konto', 'um Ihr Konto zu verwalten']);
  });

  it('also where the developer’s words are another’s', async () => {
    const { $ } = await new Browser(house, GERMAN).open('/oidc/auth?client_id=nobody');
    expect([$('[role=alert]').text(), $('details').text().replace(/\s+/g, ' ').trim()]).toEqual([
      'Die Anwendung, von der Sie kamen, ist hier nicht bekannt oder abgeschaltet.',
      'Für die Entwickler der Anwendung OAuth-Fehler: invalid_client The application is not known here, or has been disabled.',
    ]);
  });

  it('and say so in the metadata', async () => {
    const metadata = (await (await house.fetch('/oidc/.well-known/openid-configuration')).json()) as Record<string, unknown>;
    expect(metadata.ui_locales_supported).toEqual(['en', 'de']);
  });
});

describe('the pages look as the operator and the application want', () => {
  it('with the service’s name and logo', async () => {
    const page = await open({});
    expect([page.$('header img').attr('src'), page.$('header img').attr('alt')]).toEqual(['https://app.example/brand.svg', 'Example & Co']);
  });

  it('in the service’s colour, or in the application’s, as far as it can be read', async () => {
    const [plain, coloured] = [await open({}, {}, new RelyingParty(house, WEB)), await open({})];
    expect(plain.text).toContain('--accent:#3340b5');
    expect(coloured.text).not.toContain('--accent:#3340b5');
    expect(coloured.text).toMatch(/dark\)\{:root\{--accent:#ffff00/);
    expect(coloured.text).toMatch(/\n:root\{--accent:#(?!ffff00)/);
  });
});

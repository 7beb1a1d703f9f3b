import * as oauth from 'oauth4webapi';
import { afterAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { ALICE, NATIVE } from '../support/data.js';
import { openHouse } from '../support/house.js';
import { RelyingParty } from '../support/relying-party.js';

const house = await openHouse();
afterAll(() => house.close());

const insecure = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: (url: string, init: object) => house.fetch(url, init as RequestInit) };
const client: oauth.Client = { client_id: NATIVE.client_id };
const redirectUri = 'http://127.0.0.1:50505/callback';

it('oauth4webapi, strict as it is, goes through discovery, login, refresh, userinfo and revocation', async () => {
  const issuer = new URL(house.issuer);
  for (const algorithm of ['oidc', 'oauth2'] as const) {
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...insecure }));
    const { callback, checks } = await new RelyingParty(house, NATIVE, redirectUri).authorize(new Browser(house), ALICE);
    const params = oauth.validateAuthResponse(server, client, callback, checks.expectedState as string);
    const codeAnswer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), params, redirectUri, checks.pkceCodeVerifier as string, insecure);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, codeAnswer, { expectedNonce: checks.expectedNonce as string, requireIdToken: true });
    const refreshAnswer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token!, insecure);
    const refreshed = await oauth.processRefreshTokenResponse(server, client, refreshAnswer);
    expect(refreshed.refresh_token).toBe(tokens.refresh_token);
    const userinfo = await oauth.userInfoRequest(server, client, refreshed.access_token, insecure);
    expect(await oauth.processUserInfoResponse(server, client, ALICE.sub, userinfo)).toMatchObject({ sub: ALICE.sub, email: ALICE.email });
    await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), refreshed.refresh_token!, insecure));
    const afterwards = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token!, insecure);
    await expect(oauth.processRefreshTokenResponse(server, client, afterwards)).rejects.toMatchObject({ error: 'invalid_grant' });
  }
});

import type { ExecutionContext } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { beforeEach, describe, expect, test } from 'vitest';
import { KEYS, NATIVE, OTHER, WEB } from '../../test/support/data.js';
import { openDataSource } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test.clock.js';
import { loadSettings } from '../config/load-settings.js';
import { ChangeFeed } from '../database/change.feed.js';
import { ClientAuthenticationGuard, requireEnabled } from './client-authentication.guard.js';
import { ClientRegistrar } from './client.registrar.js';
import { ClientSecretHasher } from './client-secret.js';
import { Client } from './client.entity.js';
import { ClientStore } from './client.store.js';
import { DeclaredClient } from './declared-client.js';
import { FormerClientSecret } from './former-client-secret.entity.js';
import { SecretLimiter } from './rate-limit/secret.limiter.js';

const dataSource = await openDataSource([Client, FormerClientSecret]);
const clock = new TestClock();
const feed = new ChangeFeed(dataSource);
const store = new ClientStore(dataSource, feed, clock);
const hasher = new ClientSecretHasher(loadSettings({ ...KEYS, DATABASE_URL: 'postgres://elsewhere' }));
const registrar = new ClientRegistrar(dataSource, store, hasher, clock);
let guard: ClientAuthenticationGuard;
beforeEach(() => {
  guard = new ClientAuthenticationGuard(store, hasher, new SecretLimiter(), clock);
});

const ODD = { ...WEB, client_id: 'odd:id+%&', client_secret: 'a secret: with + and % and é, quite long' };
for (const metadata of [WEB, OTHER, NATIVE, ODD]) {
  await registrar.register(plainToInstance(DeclaredClient, metadata, { exposeDefaultValues: true }));
}

const formEncode = (text: string) => new URLSearchParams({ text }).toString().slice('text='.length);
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${formEncode(id)}:${formEncode(secret)}`).toString('base64')}`;
const rawBasic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

/** The client that the request is taken for, or the error's code and private reason. */
async function authenticate(authorization: string | undefined, form: Record<string, string>, ip = '192.0.2.1'): Promise<string> {
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  const request = { headers, ip, body: Buffer.from(new URLSearchParams(form).toString()), client: undefined as Client | undefined };
  const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
  return guard.canActivate(context).then(
    () => request.client!.clientId,
    ({ code, reason = '' }) => `${code} ${reason}`.trim(),
  );
}

const right = basic('web', WEB.client_secret!);
const other = { client_id: 'other', client_secret: OTHER.client_secret! };

describe('who is calling', () => {
  test.each([
    ['Basic with the right secret', right, {}, 'web'],
    ['Basic and the same client_id', right, { client_id: 'web' }, 'web'],
    ['Basic in small letters', right.replace('Basic', 'basic'), {}, 'web'],
    ['Basic with characters that need the form encoding', basic(ODD.client_id, ODD.client_secret), {}, ODD.client_id],
    ['post with the right secret', undefined, other, 'other'],
    ['a public client by its name', undefined, { client_id: 'native' }, 'native'],
    ['Basic with a wrong secret', basic('web', OTHER.client_secret!), {}, 'invalid_client secret_wrong'],
    ['Basic without a secret', basic('web', ''), {}, 'invalid_client secret_wrong'],
    ['Basic of nobody', basic('nobody', WEB.client_secret!), {}, 'invalid_client client_unknown'],
    ['Basic with a NUL in the name', rawBasic(`%00:x`), {}, 'invalid_client client_unknown'],
    ['Basic without a colon', rawBasic('web'), {}, 'invalid_client authorization_malformed'],
    ['Basic with a bad escape', rawBasic('web:%zz'), {}, 'invalid_client authorization_malformed'],
    ['Basic with nothing', 'Basic', {}, 'invalid_client authorization_malformed'],
    ['post with a wrong secret', undefined, { ...other, client_secret: 'wrong' }, 'invalid_client secret_wrong'],
    ['post by a client registered for Basic', undefined, { client_id: 'web', client_secret: WEB.client_secret! }, 'invalid_client method_not_registered'],
    ['Basic by a client registered for post', basic('other', OTHER.client_secret!), {}, 'invalid_client method_not_registered'],
    ['a confidential client that only names itself', undefined, { client_id: 'web' }, 'invalid_client method_not_registered'],
    ['a public client with a secret', undefined, { client_id: 'native', client_secret: 'x' }, 'invalid_client method_not_registered'],
    ['a public client over Basic', basic('native', ''), {}, 'invalid_client method_not_registered'],
    ['nobody at all', undefined, {}, 'invalid_client credentials_missing'],
    ['a bearer token beside a name', 'Bearer x', { client_id: 'native' }, 'invalid_client credentials_missing'],
    ['Basic and post at once', right, other, 'invalid_request'],
    ['Basic and another client_id', right, { client_id: 'other' }, 'invalid_request'],
  ])('%s', async (_, authorization, form, expected) => {
    expect(await authenticate(authorization, form)).toBe(expected);
  });
});

test('a disabled client may say who it is, and gets nothing', async () => {
  await dataSource.getRepository(Client).update({ clientId: 'other' }, { disabledAt: new Date() });
  feed.forgetAll();
  expect(await authenticate(undefined, other)).toBe('other');
  const client = (await store.find('other'))!;
  expect(() => requireEnabled(client)).toThrow(expect.objectContaining({ code: 'invalid_client', reason: 'client_disabled' }));
  await registrar.register(plainToInstance(DeclaredClient, OTHER, { exposeDefaultValues: true }));
  expect((await store.find('other'))!.disabledAt).not.toBeNull();
});

describe('RT-33: wrong secrets', () => {
  const [OFFICE, NEIGHBOUR, ELSEWHERE] = ['192.0.2.1', '192.0.2.200', '198.51.100.1'];
  const present = (secret: string, ip: string) => authenticate(basic('web', secret), {}, ip);
  const guess = async (count: number, ip: string) => {
    for (let n = 0; n < count; n++) expect(await present(`guess ${n}`, ip)).toBe('invalid_client secret_wrong');
  };

  test('after ten, whoever guesses waits, and is told how long', async () => {
    await guess(10, NEIGHBOUR);
    expect(await present('guess 11', NEIGHBOUR)).toBe('temporarily_unavailable secrets_guessed');
    clock.advance(1);
    expect(await present('guess 11', NEIGHBOUR)).toBe('invalid_client secret_wrong');
  });

  test('no secret is looked at meanwhile, the right one neither: it would be a guess like the others', async () => {
    await guess(10, NEIGHBOUR);
    expect(await authenticate(right, {}, NEIGHBOUR)).toBe('temporarily_unavailable secrets_guessed');
    clock.advance(1);
    expect(await authenticate(right, {}, NEIGHBOUR)).toBe('web');
  });

  test('the live client is let in: from elsewhere, and beside the guesser where it was let in before', async () => {
    expect(await authenticate(right, {}, OFFICE)).toBe('web');
    await guess(10, NEIGHBOUR);
    expect(await authenticate(right, {}, OFFICE)).toBe('web');
    expect(await authenticate(right, {}, ELSEWHERE)).toBe('web');
  });

  test('other clients in that network do not wait', async () => {
    await guess(10, NEIGHBOUR);
    expect(await authenticate(undefined, other, NEIGHBOUR)).toBe('other');
    expect(await authenticate(undefined, { client_id: 'native' }, NEIGHBOUR)).toBe('native');
  });

  test('a server with an old secret is told so each time, and a new one behind the same address is let in', async () => {
    for (let n = 0; n < 1000; n++) expect(await present('the old secret', OFFICE)).toBe('invalid_client secret_wrong');
    expect(await authenticate(right, {}, OFFICE)).toBe('web');
  });

  test('forty at once are forty guesses, not one', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => present(`guess ${n}`, NEIGHBOUR)));
    expect(answers.filter((answer) => answer === 'invalid_client secret_wrong')).toHaveLength(10);
  });
});

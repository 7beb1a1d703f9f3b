import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, WEB } from '../../test/support/data.js';
import { openHouse } from '../../test/support/house.js';
import { plusSeconds } from '../protocol/clock.js';
import { AuthorizationCode } from './authorization-code.entity.js';
import { AuthorizationCodeStore, type GrantedCode } from './authorization-code.store.js';

const house = await openHouse();
afterAll(() => house.close());
const { clock, dataSource } = house;
const store = house.app.get(AuthorizationCodeStore);
const rows = dataSource.getRepository(AuthorizationCode);
beforeEach(() => rows.deleteAll());

const granted = (): GrantedCode => ({
  ...{ clientId: WEB.client_id, accountId: ALICE.sub, sessionId: '00000000-0000-4000-8000-000000000001', redirectUri: 'https://app.example/callback' },
  ...{ scopes: ['openid'], resources: ['https://api.example/'], claims: { userinfo: { email: null } }, nonce: 'n', codeChallenge: 'c' },
  ...{ acr: '1', amr: ['pwd'], authTime: plusSeconds(clock.now(), -5), expiresAt: plusSeconds(clock.now(), 60) },
});
const issue = () => store.issue(granted());
const issued = async () => (await store.find(await issue()))!;

describe('a code', () => {
  it('stands for all that was granted, under a grant id of its own', async () => {
    const [one, other] = [await issued(), await issued()];
    expect(one).toMatchObject({ ...granted(), issuedAt: clock.now(), spentAt: null });
    expect(one.grantId).not.toBe(other.grantId);
  });

  it('is not in the database', async () => {
    const secret = Buffer.from(await issue(), 'base64url').subarray(16);
    const [{ row }] = (await house.sql<{ row: string }>('SELECT t::text AS row FROM authorization_code t')) as [{ row: string }];
    expect(row).not.toContain(secret.subarray(0, 8).toString('hex'));
  });

  it.each([0, 15, 16, 47])('is not found when byte %d is another', async (index) => {
    const bytes = Buffer.from(await issue(), 'base64url');
    bytes[index]! ^= 1;
    expect(await store.find(bytes.toString('base64url'))).toBeNull();
  });

  it.each<[string, (code: string) => string]>([
    ['a character more', (code) => `${code}A`],
    ['a character less', (code) => code.slice(1)],
    ['padding', (code) => `${code}=`],
    ['a line break', (code) => `${code}\n`],
    ['the secret alone', (code) => code.slice(22)],
    ['nothing', () => ''],
  ])('is not found by %s', async (_what, change) => {
    expect(await store.find(change(await issue()))).toBeNull();
  });
});

it('a code is remembered: found, spent or expired, until it expired a day ago', async () => {
  const code = await issue();
  await rows.updateAll({ spentAt: clock.now() });
  clock.advance(60 + 86_400);
  await store.sweep(clock.now());
  expect((await store.find(code))?.spentAt).toEqual(plusSeconds(clock.now(), -60 - 86_400));
  clock.advance(1);
  await store.sweep(clock.now());
  expect(await store.find(code)).toBeNull();
});

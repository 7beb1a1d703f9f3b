import { expect, test } from 'vitest';
import { parseClaimsRequest } from './claims-request.js';

test('the example of OpenID Connect Core §5.5', () => {
  const request = {
    userinfo: { given_name: { essential: true }, nickname: null, picture: null, 'http://example.info/claims/groups': null },
    id_token: { auth_time: { essential: true }, acr: { values: ['urn:mace:incommon:iap:silver'] } },
  };
  expect(parseClaimsRequest(JSON.stringify(request))).toEqual(request);
});

test.each([
  ['nothing wanted', '{}', { userinfo: {}, id_token: {} }],
  ['members unknown to us are ignored', '{"verified":1,"userinfo":{"email":{"purpose":"x"}}}', { userinfo: { email: { purpose: 'x' } }, id_token: {} }],
  ['not JSON', '{', null],
  ['a list', '[]', null],
  ['null', 'null', null],
  ['a text', '"email"', null],
  ['a list of claims', '{"userinfo":["email"]}', null],
  ['a claim that is a text', '{"userinfo":{"email":"yes"}}', null],
  ['a claim that is a list', '{"id_token":{"acr":[]}}', null],
  ['essential as a text', '{"id_token":{"acr":{"essential":"true"}}}', null],
  ['values that are no list', '{"id_token":{"acr":{"values":"1"}}}', null],
  ['userinfo null', '{"userinfo":null}', null],
])('%s', (_, json, expected) => {
  expect(parseClaimsRequest(json)).toEqual(expected);
});

test('a claim named __proto__ changes no prototype', () => {
  const request = parseClaimsRequest('{"userinfo":{"__proto__":{"essential":true}}}');
  expect(({} as { essential?: boolean }).essential).toBeUndefined();
  expect((request!.userinfo as { essential?: boolean }).essential).toBeUndefined();
});

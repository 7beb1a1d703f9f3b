import { IsOptional, IsString, Matches } from 'class-validator';
import { describe, expect, test } from 'vitest';
import { OAuthError } from './oauth.error.js';
import { parseForm, readForm, readParameters } from './parameters.js';

const FORM = 'application/x-www-form-urlencoded';
const refused = expect.objectContaining({ code: 'invalid_request', status: 400 });

/** What comes of reading; the error itself when it is refused. */
function outcome<T>(read: () => T): T | OAuthError {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(OAuthError);
    return error as OAuthError;
  }
}

describe('a form', () => {
  test.each([
    ['is decoded', 'scope=openid+profile&state=%C3%A4%26', { scope: 'openid profile', state: 'ä&' }],
    ['may be empty', '', {}],
    ['leaves out what has no value', 'scope=&state=1&nonce', { state: '1' }],
    ['may repeat an omitted one', 'scope=&scope=a', { scope: 'a' }],
    ['may repeat resource', 'resource=a&resource=b', { resource: 'a b' }],
    ['names any parameter', 'constructor=1&__proto__=2&toString=3&hasOwnProperty=4', Object.fromEntries([['constructor', '1'], ['__proto__', '2'], ['toString', '3'], ['hasOwnProperty', '4']])],
    ['may hold a plus that is a plus', 'a=%2B', { a: '+' }],
    ['may hold characters beyond the first plane', 'a=%F0%9F%98%80', { a: '😀' }],
  ])('%s', (_, form, expected) => {
    expect(Object.entries(parseForm(Buffer.from(form)))).toEqual(Object.entries(expected));
  });

  test.each([
    ['a repeated parameter', 'scope=a&scope=b'],
    ['the same value repeated', 'scope=a&scope=a'],
    ['a repeated constructor', 'constructor=1&constructor=2'],
    ['a repeated name in two spellings', 'scope=a&%73cope=b'],
    ['a NUL', 'a=\0'],
    ['an escaped NUL', 'a=%00'],
    ['an escape cut short', 'a=%2'],
    ['an escape that is none', 'a=%zz'],
    ['an escaped byte that is not UTF-8', 'a=%ff'],
    ['an overlong escape', 'a=%C0%80'],
    ['half a surrogate pair', 'a=%ED%A0%80'],
    ['a name that is not UTF-8', '%ff=a'],
  ])('%s is refused', (_, form) => {
    expect(outcome(() => parseForm(Buffer.from(form)))).toEqual(refused);
  });

  test('bytes that are not UTF-8 are refused', () => {
    expect(outcome(() => parseForm(Buffer.from([0x61, 0x3d, 0xff, 0xfe])))).toEqual(refused);
  });
});

describe('the body of a POST', () => {
  test.each([
    ['a form', FORM, Buffer.from('a=1'), { a: '1' }],
    ['a form with a charset', `${FORM}; charset=UTF-8`, Buffer.from('a=1'), { a: '1' }],
    ['a form in capitals', FORM.toUpperCase(), Buffer.from('a=1'), { a: '1' }],
    ['nothing', FORM, undefined, {}],
    ['JSON', 'application/json', Buffer.from('{"a":"1"}'), null],
    ['several parts', 'multipart/form-data; boundary=x', Buffer.from('a=1'), null],
    ['of no type', undefined, Buffer.from('a=1'), null],
    ['of a type that begins alike', `${FORM}x`, Buffer.from('a=1'), null],
  ])('%s', (_, type, body, expected) => {
    const read = outcome(() => ({ ...readForm({ headers: { 'content-type': type }, body }) }));
    if (expected) expect(read).toEqual(expected);
    else expect(read).toEqual(refused);
  });
});

class Params {
  @IsOptional()
  @Matches(/^\w+$/, { message: 'scope is malformed', context: { code: 'invalid_scope' } })
  scope?: string = undefined;

  @IsString({ message: 'code is missing' })
  code: string = undefined as unknown as string;
}

describe('a class of parameters', () => {
  test('takes its own and ignores the others', () => {
    const params = readParameters(Params, parseForm('code=1&scope=a&other=2&constructor=3&__proto__=4'));
    expect(params).toBeInstanceOf(Params);
    expect({ ...params }).toEqual({ code: '1', scope: 'a' });
  });

  test.each([
    ['the broken rule’s sentence', 'scope=a', 'invalid_request', 'code is missing'],
    ['the error that the rule names', 'code=1&scope=%22', 'invalid_scope', 'scope is malformed'],
  ])('is refused with %s', (_, form, code, description) => {
    expect(outcome(() => readParameters(Params, parseForm(form)))).toMatchObject({ code, description });
  });
});

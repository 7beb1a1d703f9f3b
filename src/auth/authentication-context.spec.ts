import { describe, expect, it } from 'vitest';
import { amrOf, demandedSubjects, isAcrMet } from './authentication-context.js';

describe('whom a request can be answered for', () => {
  it.each([
    ['nobody is named', null, {}, null],
    ['the hint names somebody', 'ada', {}, ['ada']],
    ['the ID token is wanted for somebody', null, { id_token: { sub: { value: 'ada' } } }, ['ada']],
    ['… or one of several', null, { id_token: { sub: { values: ['ada', 'grace'] } } }, ['ada', 'grace']],
    ['userinfo is wanted for somebody', null, { userinfo: { sub: { value: 'ada' } } }, ['ada']],
    ['all agree', 'ada', { id_token: { sub: { values: ['ada', 'grace'] } }, userinfo: { sub: { value: 'ada' } } }, ['ada']],
    ['they contradict each other', 'ada', { id_token: { sub: { value: 'grace' } } }, []],
    ['sub is asked for without a value', null, { id_token: { sub: { essential: true } }, userinfo: { sub: null } }, null],
  ])('%s', (_, hinted, claims, expected) => {
    expect(demandedSubjects(hinted, claims)).toEqual(expected);
  });
});

describe('an essential acr', () => {
  it.each([
    ['is not asked for', undefined, true],
    ['is asked for in the default manner', null, true],
    ['is ours', { essential: true, value: '1' }, true],
    ['is among others ours', { essential: true, values: ['2', '1'] }, true],
    ['is any', { essential: true }, true],
    ['is another', { essential: true, value: '2' }, false],
  ])('%s', (_, acr, expected) => {
    expect(isAcrMet({ id_token: acr === undefined ? {} : { acr } })).toBe(expected);
  });
});

describe('how a person proved who he is', () => {
  it.each([
    [true, null, ['pwd']],
    [false, 'hwk', ['hwk', 'user']],
    [false, 'swk', ['swk', 'user']],
    [true, 'hwk', ['pwd', 'hwk', 'user', 'mfa']],
  ] as const)('password %s, passkey %s: %j', (password, passkey, expected) => {
    expect(amrOf({ password, passkey })).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { plusSeconds } from '../protocol/clock.js';
import { judge, type Situation } from './authorization.policy.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const ADA = { accountId: 'ada', authTime: plusSeconds(NOW, -600) };

const NOTHING_DONE = { hasChosen: false, hasAuthenticated: false, hasConsented: false };
const CHOSEN = { ...NOTHING_DONE, hasChosen: true };
const LOGGED_IN = { ...CHOSEN, hasAuthenticated: true };
const ALLOWED = { ...CHOSEN, hasConsented: true };

const PLAIN: Situation['request'] = { prompts: [], maxAge: null, claims: {}, subjects: null, resources: [] };
const ALL_ALLOWED = { scopes: ['openid', 'profile'], resources: ['https://api.example/'] };
const ASKING = { requireConsent: true, isPublic: false, applicationType: 'web' };
const TRUSTED = { ...ASKING, requireConsent: false };
/** Anybody can pose as it. */
const NATIVE = { ...ASKING, isPublic: true, applicationType: 'native' };

/** A logged-in person who has allowed the application all it asks for. */
const KNOWN: Situation = { request: PLAIN, client: ASKING, session: ADA, wanted: ['openid', 'profile'], consent: ALL_ALLOWED, progress: NOTHING_DONE };

const asking = (request: Partial<Situation['request']>, rest: Partial<Situation> = {}): Situation => ({ ...KNOWN, ...rest, request: { ...PLAIN, ...request } });
const STRANGER = { subjects: ['grace'] };
const HIGH_ACR = { claims: { id_token: { acr: { essential: true, values: ['2', '3'] } } } };

const TABLE: [string, Situation, ReturnType<typeof judge>][] = [
  ['a known person has nothing to do', KNOWN, 'done'],
  ['nobody is logged in', { ...KNOWN, session: null, consent: null }, 'login'],
  ['… and may not be asked', asking({ prompts: ['none'] }, { session: null, consent: null }), 'login_required'],
  ['… and is to choose: there is nothing to choose from', asking({ prompts: ['select_account'] }, { session: null }), 'login'],
  ['a known person need not be asked', asking({ prompts: ['none'] }), 'done'],

  ['a native application without a secret is never answered unseen', { ...KNOWN, client: NATIVE }, 'consent'],
  ['… and nobody may be asked', { ...asking({ prompts: ['none'] }), client: NATIVE }, 'consent_required'],
  ['… but the person has just allowed it', { ...KNOWN, client: NATIVE, progress: { ...CHOSEN, hasConsented: true } }, 'done'],
  ['… and one of the operator\'s own is trusted', { ...KNOWN, client: { ...NATIVE, requireConsent: false } }, 'done'],

  ['the password is wanted again', asking({ prompts: ['login'] }), 'login'],
  ['… and an account chosen is no password', asking({ prompts: ['login'] }, { progress: CHOSEN }), 'login'],
  ['… and was given within this interaction', asking({ prompts: ['login'] }, { progress: LOGGED_IN }), 'done'],

  ['the login is younger than max_age', asking({ maxAge: 601 }), 'done'],
  ['the login is exactly as old as max_age', asking({ maxAge: 600 }), 'done'],
  ['the login is older than max_age', asking({ maxAge: 599 }), 'login'],
  ['… and nobody may be asked', asking({ maxAge: 599, prompts: ['none'] }), 'login_required'],
  ['… but happened within this interaction', asking({ maxAge: 599 }, { progress: LOGGED_IN }), 'done'],
  ['max_age=0 wants a login, however young the last', asking({ maxAge: 0 }, { session: { ...ADA, authTime: NOW } }), 'login'],
  ['… and takes the one within this interaction', asking({ maxAge: 0 }, { progress: LOGGED_IN }), 'done'],

  ['the request is about this person', asking({ subjects: ['ada'] }), 'done'],
  ['the request is about somebody else', asking(STRANGER), 'login'],
  ['… and nobody may be asked', asking({ ...STRANGER, prompts: ['none'] }), 'login_required'],
  ['… and the wrong person has just logged in', asking(STRANGER, { progress: LOGGED_IN }), 'login_required'],
  ['… so there is nothing to choose', asking({ ...STRANGER, prompts: ['select_account'] }), 'login'],
  ['the request contradicts itself about whom it means', asking({ subjects: [] }), 'login'],

  ['an account is to be chosen', asking({ prompts: ['select_account'] }), 'select_account'],
  ['… and was', asking({ prompts: ['select_account'] }, { progress: CHOSEN }), 'done'],
  ['… and the password is wanted too', asking({ prompts: ['select_account', 'login'] }), 'login'],
  ['… and a login is a choice', asking({ prompts: ['select_account', 'login'] }, { progress: LOGGED_IN }), 'done'],

  ['the person was never asked', { ...KNOWN, consent: null }, 'consent'],
  ['… and may not be', asking({ prompts: ['none'] }, { consent: null }), 'consent_required'],
  ['… not even for no scope at all', { ...KNOWN, wanted: [], consent: null }, 'consent'],
  ['… and has just allowed it', { ...KNOWN, consent: null, progress: ALLOWED }, 'done'],
  ['more is wanted than was allowed', { ...KNOWN, wanted: ['openid', 'email'] }, 'consent'],
  ['less is wanted than was allowed', { ...KNOWN, wanted: ['openid'] }, 'done'],
  ['it is wanted for a resource that was allowed', asking({ resources: ['https://api.example/'] }), 'done'],
  ['it is wanted for another resource', asking({ resources: ['https://other.example/'] }), 'consent'],
  ['consent is wanted again', asking({ prompts: ['consent'] }), 'consent'],
  ['… and was given', asking({ prompts: ['consent'] }, { progress: ALLOWED }), 'done'],
  ['the operator trusts the application', { ...KNOWN, client: TRUSTED, consent: null }, 'done'],
  ['… which asks nevertheless', asking({ prompts: ['consent'] }, { client: TRUSTED, consent: null }), 'consent'],

  ['login and consent: first the login', asking({ prompts: ['login', 'consent'] }), 'login'],
  ['… then the consent', asking({ prompts: ['login', 'consent'] }, { progress: LOGGED_IN }), 'consent'],
  ['… then no more', asking({ prompts: ['login', 'consent'] }, { progress: { ...LOGGED_IN, hasConsented: true } }), 'done'],

  ['a stronger authentication is essential than we can give', asking(HIGH_ACR, { session: null }), 'unmet_authentication_requirements'],
  ['a stronger authentication is merely liked', asking({ claims: { id_token: { acr: { values: ['2'] } } } }), 'done'],
];

describe('what the person must still do', () => {
  it.each(TABLE)('%s', (_, situation, expected) => {
    expect(judge(situation, NOW)).toBe(expected);
  });
});

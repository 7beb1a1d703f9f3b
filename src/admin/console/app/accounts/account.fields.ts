import type { Field } from '../shared/form.js';
import { ROLES } from './account.js';

export const LOGIN: Field[] = [
  { name: 'username', kind: 'text', help: 'What the person signs in with.' },
  { name: 'roles', kind: 'some', choices: ROLES, initial: [], help: 'What the person may do here. None for most.' },
];

/** Of a new account alone. */
export const NEW: Field[] = [
  { name: 'sub', kind: 'text', help: 'The ID that applications know. Made up when empty; it stays for ever.' },
  { name: 'password', kind: 'text', help: 'Better left empty: one is made, and shown once.' },
];

/** The standard claims of OpenID Connect Core §5.1, in the order in which people tell them. */
export const CLAIMS: Field[] = [
  { name: 'name', kind: 'text', help: 'The whole name, as it is shown.' },
  { name: 'given_name', kind: 'text', help: 'First names.' },
  { name: 'family_name', kind: 'text', help: 'Last names.' },
  { name: 'middle_name', kind: 'text', help: 'Where there is one.' },
  { name: 'nickname', kind: 'text', help: 'What friends say.' },
  { name: 'preferred_username', kind: 'text', help: 'What applications may call the person.' },
  { name: 'email', kind: 'text', help: 'An e-mail address.' },
  { name: 'email_verified', kind: 'yes', help: 'The person was seen to read mail there.' },
  { name: 'phone_number', kind: 'text', help: 'Such as +44 20 7946 0000.' },
  { name: 'phone_number_verified', kind: 'yes', help: 'The person was seen to answer there.' },
  { name: 'profile', kind: 'text', help: 'The address of a page about the person.' },
  { name: 'picture', kind: 'text', help: 'The address of a picture.' },
  { name: 'website', kind: 'text', help: 'The address of a page of the person’s own.' },
  { name: 'gender', kind: 'text', help: 'In any words.' },
  { name: 'birthdate', kind: 'text', help: 'Such as 1815-12-10, or the year alone.' },
  { name: 'zoneinfo', kind: 'text', help: 'A time zone, such as Europe/London.' },
  { name: 'locale', kind: 'text', help: 'A language, such as en-GB.' },
];

export const ADDRESS: Field[] = [
  { name: 'formatted', kind: 'text', help: 'The whole address, as on a letter.' },
  { name: 'street_address', kind: 'text', help: 'Street and number.' },
  { name: 'locality', kind: 'text', help: 'The city.' },
  { name: 'region', kind: 'text', help: 'The state or province.' },
  { name: 'postal_code', kind: 'text', help: 'The ZIP or postal code.' },
  { name: 'country', kind: 'text', help: 'The country.' },
];

import type { Finding } from './case.js';

/** In one word: ours and known; ours by its form, and nothing stands here; made up; another's; no token at all. */
export const RECOGNITIONS = ['genuine', 'unknown', 'forged', 'foreign', 'malformed'] as const;
export type Recognition = (typeof RECOGNITIONS)[number];

interface Said {
  recognition: Recognition;
  says: string;
  advice: string;
}

const LOG_IN = 'The person should log in again; if this came out of an application of yours, look where it has it from.';
const REPORT = 'Nobody needs to log in again: it has never worked. Ask where it comes from, for somebody made it.';

/** What a string is to us, and what to do about it. */
export const FINDINGS: Record<Finding, Said> = {
  genuine: { recognition: 'genuine', says: 'We issued it.', advice: 'Nothing needs to be done.' },
  malformed: {
    recognition: 'malformed',
    says: 'We never issued this: it is formed neither like a refresh token of ours nor like a JWT. Perhaps a part of it was lost in copying.',
    advice: 'Copy it again as a whole; if it stays so, the application should have the person log in again.',
  },
  no_family: {
    recognition: 'unknown',
    says: 'It is formed like a refresh token of ours, but we know of no such grant: it is of another installation, or made up.',
    advice: LOG_IN,
  },
  wrong_mac: {
    recognition: 'forged',
    says: 'We never issued this: it names a grant of ours, but its MAC is by none of today’s TOKEN_KEYS. It is made up or altered, or its key is gone.',
    advice: REPORT,
  },
  future_generation: {
    recognition: 'unknown',
    says: 'Its MAC is ours, but this generation has not been issued yet: this database is an older copy of the one that issued it.',
    advice: LOG_IN,
  },
  other_issuer: {
    recognition: 'foreign',
    says: 'We never issued this: it is a JWT of another issuer.',
    advice: 'Ask whoever runs that issuer; applications must send us tokens of ours alone.',
  },
  wrong_signature: {
    recognition: 'forged',
    says: 'We never issued this: it names us as its issuer, but its signature is by none of our keys, not even a retired one. It is made up or altered.',
    advice: REPORT,
  },
  other_type: {
    recognition: 'genuine',
    says: 'We signed it, but it is neither an access token nor an ID token.',
    advice: 'Nothing needs to be done.',
  },
  no_grant: {
    recognition: 'unknown',
    says: 'Its signature is ours, but we know of no such grant: this database is an older copy of the one that issued it, or the grant was deleted.',
    advice: LOG_IN,
  },
  not_in_ledger: {
    recognition: 'genuine',
    says: 'Its signature is ours and its grant is known, but the refresh that brought it is no longer in the ledger.',
    advice: 'Nothing needs to be done.',
  },
};

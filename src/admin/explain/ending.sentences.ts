import type { Incident } from '../../audit/incident.store.js';
import type { Signal } from '../../token/theft.policy.js';
import type { Case } from './case.js';
import type { Ended, Ending } from './ending.js';
import { agentOf, atTime, placeOf, timeOf, whoOf } from './words.js';

/** What a sentence about an ending is made of. */
export interface Told extends Case {
  at: Date | null;
  /** The act that brought it about. */
  act: Incident | null;
}

interface Said {
  says(told: Told): string;
  advice: string | ((told: Told) => string);
}

const LOG_IN = 'The person should log in again.';

/** What froze a token, by `frozen_reason`: an administrator, or a signal of theft. */
const FREEZES: Record<'admin' | 'not_me' | Signal['name'], string> = {
  admin: 'by an administrator',
  not_me: 'by the person, who said that it was not theirs',
  stranger_beside_usual: 'because a network and an agent never seen with it used it while the usual ones were at work',
  interleaving: 'because two networks used it by turns within minutes',
  cadence: 'because it was used far more often than usual',
  return_from_elsewhere: 'because after a long silence it came back from a network and with an agent never seen with it',
};

/** Why a token does not work, and what the person should do: a sentence for each ending there is. */
const ENDINGS: Record<Ending, Said> = {
  client_request: { says: ({ at }) => `its application revoked it itself ${atTime(at)}, as it does at a logout there`, advice: LOG_IN },
  user_request: { says: ({ at }) => `the person ended it ${atTime(at)} among their connections`, advice: LOG_IN },
  admin: { says: ({ at, act, names }) => `it was revoked ${atTime(at)}${whoOf(act, names) || ' by an administrator, of whom the ledger tells no more'}`, advice: 'The person should log in again, unless the reason says that they must not.' },
  code_replayed: {
    says: ({ at }) => `the authorization code or device code that it came from was used a second time ${atTime(at)}, which ended all that came of it`,
    advice: 'The person should log in again; if it happens again, somebody reads the redirects of this application or its device’s requests, or it sends its codes twice.',
  },
  token_replayed: { says: replay, advice: adviceAfterReplay },
  max_live_tokens: {
    says: ({ at, fatalUse }) => `the person logged in to this application once more ${atTime(at)}${fatalUse ? ` ${placeOf(fatalUse)}` : ''}, and it allows no more logins at a time (\`max_live_tokens\`): this was the oldest`,
    advice: 'The person should log in again on this device, which ends the oldest of their other logins, or the application should allow more.',
  },
  client_deleted: { says: ({ at, act, names }) => `its application was deleted ${atTime(at)}${whoOf(act, names)}`, advice: 'The person can do nothing: this application is no longer known here.' },
  password_changed: {
    says: ({ at, act, names }) => `the person’s password was changed ${atTime(at)}${whoOf(act, names)}, which ends all logins from before`,
    advice: 'The person should log in again with the new password; if they did not change it, see who did.',
  },
  consent_withdrawn: { says: ({ at }) => `the person took back ${atTime(at)} what they had allowed this application`, advice: 'The person should log in again and allow the application, if they want to.' },
  logged_out: { says: ({ at, act, names }) => `the login it came from was ended ${atTime(at)} by a logout${whoOf(act, names)}, and it lasts no longer than that`, advice: LOG_IN },
  session_expired: { says: ({ at }) => `the login it came from was over ${atTime(at)}, and it lasts no longer than that`, advice: LOG_IN },
  session_gone: { says: () => 'the login it came from has ended and is no longer kept, and it lasts no longer than that', advice: LOG_IN },
  account_disabled: { says: ({ at, act, names }) => `the account was disabled ${atTime(at)}${whoOf(act, names)}`, advice: 'The person cannot log in until the account is enabled again.' },
  account_deleted: { says: ({ at, act, names }) => `the account was deleted ${atTime(at)}${whoOf(act, names)}`, advice: 'The person cannot log in any more: they need a new account.' },
  account_gone: { says: () => 'the account is no longer there', advice: 'The person cannot log in any more: they need a new account.' },
  client_disabled: { says: ({ at, act, names }) => `the application has been disabled since ${at ? timeOf(at) : 'some time'}${whoOf(act, names)}`, advice: 'The person can do nothing: it works again when the application is enabled.' },
  expired: { says: ({ at }) => `its absolute lifetime was over ${atTime(at)}`, advice: LOG_IN },
  idle_expired: { says: ({ at }) => `it had not been used for as long as its application allows ${atTime(at)}`, advice: LOG_IN },
  frozen: { says: freeze, advice: adviceAfterFreeze },
  spent: { says: spending, advice: adviceAfterSpending },
  access_token_revoked: { says: ({ at, act, names }) => `it was ended alone ${atTime(at)}${whoOf(act, names) || ' by its application'}`, advice: 'The application should fetch another by its refresh token; the login goes on.' },
  short_lived_expired: { says: ({ at }) => `its lifetime was over ${atTime(at)}, as is usual for such a token`, advice: 'The application should fetch another by its refresh token, or have the person log in again.' },
};

export function endingSentence({ ending }: Ended, told: Told): string {
  return ENDINGS[ending].says(told);
}

export function endingAdvice({ ending }: Ended, told: Told): string {
  const { advice } = ENDINGS[ending];
  return typeof advice === 'string' ? advice : advice(told);
}

function replay({ at, fatalUse, replayedRotation: spent }: Told): string {
  if (!fatalUse) return `a token that had been spent was presented again ${atTime(at)}, which ended the family (the ledger no longer tells by whom)`;
  const spending = spent ? `had been spent at ${timeOf(spent.at)} ${placeOf(spent)}` : 'had been spent before';
  return `it was refused at ${timeOf(fatalUse.at)} ${placeOf(fatalUse)} with \`replayed\`: generation ${fatalUse.generation} ${spending}; the family was ended at that moment`;
}

function adviceAfterReplay({ fatalUse, replayedRotation: spent }: Told): string {
  if (!fatalUse || !spent) return 'The person should log in again; if they know nothing of a second device, they should change the password.';
  const agents = `the two agents (${agentOf(spent.userAgent)} from ${spent.ip}, ${agentOf(fatalUse.userAgent)} from ${fatalUse.ip})`;
  return `The person should log in again; if ${agents} are not both theirs, they should change the password.`;
}

function freeze({ at, act, names, provenance, fatalUse }: Told): string {
  const { frozenReason, frozenUntil } = provenance!.family!;
  const words = (frozenReason ?? 'admin').split(' ');
  const why = words.map((word) => (Object.hasOwn(FREEZES, word) ? FREEZES[word as keyof typeof FREEZES] : `because of \`${word}\``)).join(', and ');
  const whence = fatalUse ? `, last ${placeOf(fatalUse)}` : '';
  return `it was frozen ${atTime(at)}${act ? whoOf(act, names) : ` ${why}${whence}`}, ${frozenUntil ? `until ${timeOf(frozenUntil)}` : 'until somebody lifts it'}`;
}

function adviceAfterFreeze({ provenance }: Told): string {
  const isByAdmin = provenance!.family!.frozenReason === 'admin';
  if (isByAdmin) return 'The person can wait until the freeze ends or is lifted, or log in again, which makes a new token.';
  return 'Ask the person whether the last uses were theirs: if so, lift the freeze; if not, revoke the token and have them change the password.';
}

function spending({ rotation, provenance, now, generation: presented }: Told): string {
  const { generation, retriableUntil } = provenance!.family!;
  const by = rotation ? `at ${timeOf(rotation.at)} ${placeOf(rotation)}` : 'before';
  const isRetriable = retriableUntil !== null && retriableUntil > now && presented === generation - 1;
  const again = isRetriable ? `it may be presented again until ${timeOf(retriableUntil)}` : 'whoever presents it now ends the family';
  return `it was spent ${by}, and the family has come to generation ${generation}; ${again}`;
}

function adviceAfterSpending({ provenance }: Told): string {
  const { lastUsedAt } = provenance!.family!;
  return `The application should use the newest token, with which the login goes on${lastUsedAt ? ` (last used ${timeOf(lastUsedAt)})` : ''}; if it has lost that, the person should log in again.`;
}

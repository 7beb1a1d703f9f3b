import type { Verdict } from '../../audit/verdict.js';

interface Said {
  /** Continues “it was …”. */
  says: string;
  /** Null where it depends on how the token ended. */
  advice: string | null;
}

const NOTHING = 'Nothing needs to be done.';
const DEVELOPER = 'The person need do nothing, and nothing was spent: the application must be corrected.';

/** What an attempt to refresh was answered with, and what to do about it. */
export const VERDICTS: Record<Verdict, Said> = {
  reused: { says: 'answered with new access and ID tokens, and the same refresh token again', advice: NOTHING },
  rotated: { says: 'answered with new tokens and a new refresh token in place of this one, which was thereby spent', advice: NOTHING },
  retried: { says: 'answered once more with the same successor, since the answer before may have been lost', advice: NOTHING },
  unknown: { says: 'refused with `unknown`: it is no token that we ever issued', advice: 'The person should log in again; if this happens often, somebody guesses or an application mixes up installations.' },
  malformed: { says: 'refused with `malformed`: it is not formed like a token of ours, so a part was lost or something else was sent', advice: 'The person should log in again; the application should look at what it stores.' },
  expired: { says: 'refused with `expired`: its absolute lifetime was over', advice: 'The person should log in again.' },
  idle: { says: 'refused with `idle`: it had not been used for longer than its application allows', advice: 'The person should log in again.' },
  replayed: { says: 'refused with `replayed`: it had been spent before, so two hold it, and its whole family was ended', advice: null },
  revoked: { says: 'refused with `revoked`: its family had been ended', advice: null },
  frozen: { says: 'refused with `frozen`: it was held back until somebody has looked at it', advice: null },
  grant_revoked: { says: 'refused with `grant_revoked`: what it stands for had been ended or taken back', advice: null },
  session_ended: { says: 'refused with `session_ended`: it lasts as long as the login, which was over', advice: null },
  account_disabled: { says: 'refused with `account_disabled`: the account is disabled or deleted', advice: null },
  client_disabled: { says: 'refused with `client_disabled`: the application is disabled', advice: null },
  client_mismatch: { says: 'refused with `client_mismatch`: another application presented it than the one it was issued to', advice: `${DEVELOPER} If the two are not of one house, the token was stolen: revoke it.` },
  key_mismatch: { says: 'refused with `key_mismatch`: it is bound to another key (DPoP) than the one that was proved', advice: `${DEVELOPER} If the device has its key still, somebody else has the token: revoke it.` },
  proof_missing: { says: 'refused with `proof_missing`: it is bound to a key (DPoP), and no proof of it came along', advice: `${DEVELOPER} If this comes from elsewhere than its other uses, somebody else has the token: revoke it.` },
  scope_exceeded: { says: 'refused with `scope_exceeded`: it asked for a scope that was not granted, or that the person’s roles no longer give', advice: DEVELOPER },
  target_exceeded: { says: 'refused with `target_exceeded`: it asked for a resource that was not granted', advice: DEVELOPER },
  rate_limited: { says: 'refused with `rate_limited`: it came too often, and nothing was spent', advice: 'Nothing was lost: the application should wait as `Retry-After` says, and ask for a new access token only when the old one expires.' },
  storage_unavailable: { says: 'refused with `storage_unavailable`: our storage could not be reached, and nothing was spent', advice: 'Nothing was lost: the application should try again.' },
};

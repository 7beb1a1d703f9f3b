import type { Moment } from './timeline.js';

type Tone = 'good' | 'watch' | 'bad' | 'act';

/** What a moment was, in a few words, and how it is to be looked at. */
interface Words {
  says: string;
  tone: Tone;
}

const WORDS: Record<string, Words> = {
  issued: { says: 'Issued', tone: 'good' },
  reused: { says: 'Refreshed', tone: 'good' },
  rotated: { says: 'Refreshed and rotated', tone: 'good' },
  retried: { says: 'Retried: answered once more', tone: 'good' },
  replayed: { says: 'Replayed: a spent token came back', tone: 'bad' },
  frozen: { says: 'Refused: frozen', tone: 'watch' },
  client_mismatch: { says: 'Refused: another application came with it', tone: 'bad' },
  key_mismatch: { says: 'Refused: another key came with it', tone: 'bad' },
  proof_missing: { says: 'Refused: without proof of its key', tone: 'bad' },
  storage_unavailable: { says: 'Refused: our storage was away', tone: 'watch' },
  'token.revoke': { says: 'Revoked', tone: 'act' },
  'token.freeze': { says: 'Frozen', tone: 'act' },
  'token.unfreeze': { says: 'Unfrozen', tone: 'act' },
  'token.rotate': { says: 'Ordered to rotate', tone: 'act' },
  'token.suspect': { says: 'Suspected of being in two hands', tone: 'bad' },
  'grant.revoke': { says: 'Grant revoked', tone: 'act' },
};

/** Of any verdict and action, one that another release wrote too. */
export function wordsOf({ kind, what }: Moment): Words {
  const plain = what.replaceAll('_', ' ');
  return WORDS[what] ?? (kind === 'use' ? { says: `Refused: ${plain}`, tone: 'watch' } : { says: plain, tone: 'act' });
}

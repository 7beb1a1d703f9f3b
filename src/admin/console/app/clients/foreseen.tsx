import { Alert, Typography } from '@mui/material';
import { Act } from '../shared/act.js';
import { Facts } from '../shared/facts.js';
import type { Prospects } from './client.js';

interface ForeseenProps {
  /** Null before the policy as it stands was tried. */
  prospects: Prospects | null;
  order: { path: string; body: object };
  /** The page of what has the policy then. */
  leadsTo: string;
}

/** What a policy would do to the tokens that are out; only what was tried can be saved. */
export function Foreseen({ prospects, order: { path, body }, leadsTo }: ForeseenProps) {
  if (!prospects) return <Typography variant="body2">Try the policy as it stands in the form: nothing is changed by that. Then it can be saved.</Typography>;
  const { live, would_end } = prospects;
  return (
    <>
      <Alert severity={would_end > 0 ? 'warning' : 'info'} sx={{ mb: 2 }}>
        {sayEnd(live, would_end)}
      </Alert>
      <Facts of={NUMBERS.map(([name, words]) => [words, prospects[name] > 0 || name === 'live' ? String(prospects[name]) : null])} />
      <Act label="Save the policy" method="PUT" path={path} color={would_end > 0 ? 'warning' : 'primary'} bodyOf={() => body} leadsTo={leadsTo} done="The policy is saved">
        {sayEnd(live, would_end)} Those that live on are held to the policy from their next refresh.
      </Act>
    </>
  );
}

const NUMBERS: [keyof Prospects, string][] = [
  ['live', 'Live now'],
  ['would_be_idle_expired', 'End: unused for too long'],
  ['would_be_logged_out', 'End: their login is over'],
  ['would_rotate', 'Begin to rotate'],
  ['would_be_reused', 'Rotate no more'],
  ['unaffected', 'Unaffected'],
  ['would_end_at_login', 'Too many: end at the next login'],
  ['would_revive', 'Live again'],
];

function sayEnd(live: number, ending: number): string {
  if (live === 0) return 'No refresh token of this application lives: nobody would notice.';
  if (ending === 0) return `Of ${live} live refresh ${live === 1 ? 'token' : 'tokens'} none would end.`;
  return `${ending} of ${live} live refresh tokens would end at once.`;
}

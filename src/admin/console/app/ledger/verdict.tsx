import { Chip } from '@mui/material';
import { inWords } from '../shared/in.words.js';
import { sayNumber } from '../shared/numbers.js';

const SUCCESSES = ['reused', 'rotated', 'retried'];
const ALARMS = ['replayed', 'key_mismatch', 'client_mismatch', 'frozen'];

/** A verdict in a word, never by colour alone; and for how many attempts the row stands. */
export function Verdict({ verdict, count }: { verdict: string; count: number }) {
  const colour = SUCCESSES.includes(verdict) ? 'success' : ALARMS.includes(verdict) ? 'error' : 'default';
  return <Chip size="small" variant="outlined" color={colour} label={`${inWords(verdict)}${count > 1 ? ` × ${sayNumber(count)}` : ''}`} />;
}

import { Alert, LinearProgress, Stack, Typography } from '@mui/material';
import type { Revocation } from './revocation.js';

const number = new Intl.NumberFormat('en');
export const sayCount = (count: number) => number.format(count);

/** So many of what it is counted in. */
export const sayMany = (count: number, one: string) => `${sayCount(count)} ${count === 1 ? one : `${one}s`}`;

/** How far it is, in a sentence. */
export function sayState({ state, total, done, gone }: Revocation): string {
  const besides = gone > 0 ? `, ${sayCount(gone)} were over already` : '';
  if (state === 'planned') return `${sayMany(total, 'token')} would end.`;
  if (state === 'expired') return 'Nobody executed it; nothing was ended.';
  if (state === 'running') return `${sayCount(done)} of ${sayCount(total)} ended${besides}.`;
  return `${state === 'done' ? 'Done' : 'Stopped'}: ${sayMany(done, 'token')} ended${besides}.`;
}

/** The bar of a mass revocation. */
export function Bar({ of: { total, done, gone, state } }: { of: Revocation }) {
  const part = total === 0 ? (state === 'done' ? 100 : 0) : (100 * (done + gone)) / total;
  return <LinearProgress variant="determinate" value={part} color={state === 'done' ? 'success' : 'primary'} aria-label="Tokens ended" sx={{ height: 8, borderRadius: 4, minWidth: 80 }} />;
}

/** The bar, and what it says. */
export function Progress({ of, isLost = false }: { of: Revocation; isLost?: boolean }) {
  return (
    <Stack spacing={1} sx={{ my: 1 }}>
      <Bar of={of} />
      <Typography role="status" variant="body2">
        {sayState(of)}
      </Typography>
      {isLost && <Alert severity="warning">The connection broke. The revocation goes on; its progress is asked for again.</Alert>}
    </Stack>
  );
}

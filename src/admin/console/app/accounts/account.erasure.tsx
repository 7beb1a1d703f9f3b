import { Alert, LinearProgress, Skeleton, Stack, Typography } from '@mui/material';
import { pathOf } from '../data.provider.js';
import { useLive } from '../shared/live.js';
import { When } from '../shared/moment.js';
import { Part } from '../shared/part.js';
import { sayMany } from '../revocations/progress.js';
import type { Account } from './account.js';

/** As `GET /admin/v1/accounts/:id/erasure` tells it. */
interface Erasure {
  status: 'erasing' | 'erased';
  ordered_at: string;
  done_at: string | null;
  rows: number;
}

const isDone = ({ status }: Erasure) => status === 'erased';

/** How far a person is erased, looked at until it is done. */
export function AccountErasure({ of: { id } }: { of: Account }) {
  const { answer: erasure, trouble } = useLive<Erasure>(`${pathOf('accounts', id)}/erasure`, 2, isDone);
  return (
    <Part title="Erasure">
      {trouble && <Alert severity="warning">{trouble}</Alert>}
      {erasure ? <Progress of={erasure} /> : !trouble && <Skeleton />}
    </Part>
  );
}

const Progress = ({ of: { status, ordered_at, done_at, rows } }: { of: Erasure }) => (
  <Stack sx={{ gap: 1 }}>
    <LinearProgress variant={done_at ? 'determinate' : 'indeterminate'} value={100} color={done_at ? 'success' : 'primary'} aria-label="Erasure" sx={{ height: 8, borderRadius: 4 }} />
    <Typography role="status">{status === 'erased' ? 'Everything is erased, also from the ledgers.' : 'The account is erased; the ledgers still hold something of the person.'}</Typography>
    <Typography variant="body2" sx={{ color: 'text.secondary' }}>
      Ordered <When at={ordered_at} />
      {done_at && (
        <>
          , done <When at={done_at} />
        </>
      )}
      . {sayMany(rows, 'row')} of the ledgers had something to erase. Their seals stay good.
    </Typography>
  </Stack>
);

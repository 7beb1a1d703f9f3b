import ContentCopy from '@mui/icons-material/ContentCopy';
import { Alert, Button, Skeleton, Stack, Typography } from '@mui/material';
import { useNotify } from 'react-admin';
import { useLive } from '../shared/live.js';
import { Facts } from '../shared/facts.js';
import { sayNumber } from '../shared/numbers.js';
import type { Checkpoint } from './seals.js';

/** The newest seal, signed: whoever keeps it elsewhere can prove later that nothing before it was changed. */
export function LastCheckpoint() {
  const { answer, trouble } = useLive<Checkpoint>('audit/checkpoint', 60);
  const notify = useNotify();
  if (trouble && !answer) return <Alert severity="info">{trouble}</Alert>;
  if (!answer) return <Skeleton height={80} />;
  const copy = () => navigator.clipboard.writeText(answer.checkpoint).then(() => notify('Copied', { type: 'success' }), () => notify('The browser does not let us copy it', { type: 'error' }));
  return (
    <Stack spacing={2} sx={{ alignItems: 'flex-start' }}>
      <Facts
        of={[
          ['Seal', sayNumber(answer.seal)],
          ['Hash', answer.hash],
        ]}
      />
      <Typography variant="body2">Keep it where the database’s administrators cannot write. Compared with it later, a chain that was rewritten as a whole is found out.</Typography>
      <Button startIcon={<ContentCopy />} onClick={() => void copy()}>
        Copy the signed checkpoint
      </Button>
    </Stack>
  );
}

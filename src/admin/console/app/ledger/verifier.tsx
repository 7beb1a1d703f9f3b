import { Alert, Button, LinearProgress, List, ListItem, ListItemText, Stack, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { inWords } from '../shared/in.words.js';
import { sayCounted, sayNumber } from '../shared/numbers.js';
import { verify, type Fault, type Verified } from './seals.js';

/** Compares the ledgers with their seals, from the first to the last, and shows how far it is. */
export function Verifier() {
  const [verified, setVerified] = useState<Verified | null>(null);
  const [trouble, setTrouble] = useState('');
  const [isBusy, setBusy] = useState(false);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const start = async () => {
    stop.current = new AbortController();
    setBusy(true);
    setTrouble('');
    setVerified(null);
    try {
      await verify(setVerified, stop.current.signal);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Stack spacing={2} sx={{ alignItems: 'stretch' }}>
      <Typography variant="body2">Every row of both ledgers is compared with the seal that was made of it, and every seal with the one before. It takes time where there is much, and holds up nothing.</Typography>
      <Stack direction="row" spacing={1}>
        <Button variant="contained" onClick={() => void start()} loading={isBusy}>
          Verify the ledgers
        </Button>
        {isBusy && <Button onClick={() => stop.current?.abort()}>Stop</Button>}
      </Stack>
      {isBusy && <LinearProgress aria-label="Seals verified" variant={verified ? 'determinate' : 'indeterminate'} value={verified ? partOf(verified) : 0} />}
      <div aria-live="polite">{verified && <Verdict of={verified} />}</div>
      {trouble && <Alert severity="error">{trouble}</Alert>}
    </Stack>
  );
}

const partOf = ({ seals, last }: Verified) => (last === 0 ? 100 : Math.min(100, (100 * seals) / last));

function Verdict({ of }: { of: Verified }) {
  const far = of.next === null ? 'All of it' : `So far, ${sayNumber(of.seals)} of ${sayNumber(of.last)} seals`;
  const besides = [
    of.unsealed > 0 && `${sayCounted(of.unsealed, 'row')} wait for their seal.`,
    of.found > 0 && `${sayCounted(of.found, 'row')} are older than the seals and stand as they were found then.`,
    of.erased > 0 && `${sayCounted(of.erased, 'row')} had personal fields erased, by order.`,
    of.dropped > 0 && `${sayCounted(of.dropped, 'row')} are past their retention and gone.`,
    of.vouched_to !== null && `A signed checkpoint vouches for it up to seal ${sayNumber(of.vouched_to)}.`,
    of.unreadable_checkpoints > 0 && `${sayCounted(of.unreadable_checkpoints, 'checkpoint')} cannot be read: their keys are no longer in ENCRYPTION_KEYS.`,
  ];
  return (
    <Stack spacing={1}>
      <Alert severity={of.fault_count > 0 ? 'error' : of.next === null ? 'success' : 'info'}>
        {of.fault_count > 0
          ? `${far}: ${sayCounted(of.fault_count, 'fault')}. Somebody has changed what was written.`
          : `${far}: ${sayCounted(of.rows, 'row')} under ${sayCounted(of.seals, 'seal')} are as they were written.`}
      </Alert>
      {besides.filter(Boolean).map((sentence) => (
        <Typography key={String(sentence)} variant="body2">
          {sentence}
        </Typography>
      ))}
      <Faults faults={of.faults} />
    </Stack>
  );
}

function Faults({ faults }: { faults: Fault[] }) {
  return (
    <List dense disablePadding>
      {faults.map(({ kind, seal, ledger, id, at, detail }) => (
        <ListItem key={`${kind} ${seal} ${id}`} disableGutters>
          <ListItemText
            sx={{ overflowWrap: 'anywhere' }}
            primary={`${inWords(kind)}${seal === null ? '' : `, seal ${sayNumber(seal)}`}`}
            secondary={[ledger && inWords(ledger), id, at, detail].filter(Boolean).join(' · ')}
          />
        </ListItem>
      ))}
    </List>
  );
}

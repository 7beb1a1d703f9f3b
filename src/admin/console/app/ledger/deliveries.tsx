import { Alert, Skeleton, Stack, Typography } from '@mui/material';
import { Facts } from '../shared/facts.js';
import { useLive } from '../shared/live.js';
import { When } from '../shared/moment.js';
import { sayCounted, sayNumber } from '../shared/numbers.js';
import type { Delivery } from './seals.js';

/** How far the ledger has come to where it is sent. */
export function Deliveries() {
  const { answer, trouble } = useLive<{ sinks: Delivery[] }>('audit/delivery', 15);
  if (trouble && !answer) return <Alert severity="info">{trouble}</Alert>;
  if (!answer) return <Skeleton height={80} />;
  const configured = answer.sinks.filter((sink) => sink.configured);
  if (configured.length === 0) return <Typography variant="body2">It is sent nowhere: neither LEDGER_WEBHOOK_URL nor LEDGER_SYSLOG is set.</Typography>;
  return (
    <Stack spacing={2}>
      {configured.map((sink) => (
        <Sink key={sink.sink} sink={sink} />
      ))}
    </Stack>
  );
}

function Sink({ sink: { sink, seal, lag, lag_seconds, delivered_at, failures, last_error } }: { sink: Delivery }) {
  return (
    <Stack spacing={1}>
      <Facts
        of={[
          ['To', sink],
          ['Delivered', <span key="to">up to seal {sayNumber(seal)}, <When at={delivered_at} absent="never yet" /></span>],
          ['Waiting', lag === 0 ? 'nothing' : `${sayCounted(lag, 'seal')}, the oldest for ${sayCounted(lag_seconds ?? 0, 'second')}`],
        ]}
      />
      {failures > 0 && <Alert severity="warning">{`${sayCounted(failures, 'attempt')} failed since: ${last_error ?? 'no reason is known'}`}</Alert>}
    </Stack>
  );
}

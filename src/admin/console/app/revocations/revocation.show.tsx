import { Alert, Stack } from '@mui/material';
import { Labeled, Show, SimpleShowLayout, TextField, TopToolbar, useRecordContext, useRefresh, type RaRecord } from 'react-admin';
import { useEffect } from 'react';
import { Act } from '../shared/act.js';
import { MomentField } from '../shared/moment.js';
import { useMay } from '../shared/rights.js';
import { StatusField } from '../shared/status.js';
import { Selection } from './plan.form.js';
import { Progress, sayMany } from './progress.js';
import { useProgress, type Revocation } from './revocation.js';

function Acts() {
  const revocation = useRecordContext<Revocation & RaRecord>();
  const mayRevoke = useMay('tokens:revoke');
  if (!revocation || !mayRevoke) return <TopToolbar />;
  const { id, state, total } = revocation;
  return (
    <TopToolbar>
      {state === 'planned' && (
        <Act label={`Revoke ${sayMany(total, 'token')}`} path={`revocations/${id}/execute`} color="error" done="Begun">
          Exactly the set that was counted ends. This cannot be undone.
        </Act>
      )}
      {(state === 'planned' || state === 'running') && (
        <Act label={state === 'planned' ? 'Drop the plan' : 'Stop'} path={`revocations/${id}/cancel`} color="warning">
          {state === 'planned' ? 'Nothing will be ended.' : 'It goes no further; what has been ended stays so.'}
        </Act>
      )}
    </TopToolbar>
  );
}

function Course() {
  const revocation = useRecordContext<Revocation & RaRecord>();
  return revocation ? <Followed known={revocation} /> : null;
}

/** When it has ended, the rest of the page is asked for again. */
function Followed({ known }: { known: Revocation }) {
  const { revocation, isLost } = useProgress(known);
  const refresh = useRefresh();
  const hasEnded = known.state === 'running' && revocation.state !== 'running';
  useEffect(() => {
    if (hasEnded) refresh();
  }, [hasEnded, refresh]);
  return <Progress of={revocation} isLost={isLost} />;
}

function Which() {
  const revocation = useRecordContext<Revocation & RaRecord>();
  if (!revocation) return null;
  if (revocation.everything) return <Alert severity="info">Every refresh token there was.</Alert>;
  return <Selection filter={revocation.filter} everything={false} />;
}

/** One mass revocation: which tokens, why, and how far it is. */
export default function RevocationShow() {
  return (
    <Show actions={<Acts />} title="Mass revocation">
      <SimpleShowLayout>
        <Which />
        <Course />
        <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 3 }}>
          {FIGURES.map(([source, label]) => (
            <Labeled key={source} label={label}>
              <TextField source={source} emptyText="–" />
            </Labeled>
          ))}
          <Labeled label="State">
            <StatusField source="state" />
          </Labeled>
          {TIMES.map(([source, label]) => (
            <Labeled key={source} label={label}>
              <MomentField source={source} />
            </Labeled>
          ))}
        </Stack>
      </SimpleShowLayout>
    </Show>
  );
}

const FIGURES = [
  ['reason', 'Reason'],
  ['ticket', 'Ticket'],
  ['actor', 'Ordered by'],
  ['actor_client', 'With the application'],
  ['accounts', 'Accounts'],
  ['clients', 'Applications'],
] as const;

const TIMES = [
  ['created_at', 'Ordered'],
  ['started_at', 'Begun'],
  ['ended_at', 'Ended'],
] as const;

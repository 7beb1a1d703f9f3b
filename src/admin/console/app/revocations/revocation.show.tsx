import { Alert, Stack } from '@mui/material';
import { Show, TopToolbar, useRecordContext, useRefresh, type RaRecord } from 'react-admin';
import { useEffect } from 'react';
import { Act } from '../shared/act.js';
import { Facts } from '../shared/facts.js';
import { When } from '../shared/moment.js';
import { Part } from '../shared/part.js';
import { useMay } from '../shared/rights.js';
import { Status } from '../shared/status.js';
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

function Why() {
  const revocation = useRecordContext<Revocation & RaRecord>();
  if (!revocation) return null;
  const { reason, ticket, actor, actor_client, accounts, clients, created_at, started_at, ended_at } = revocation;
  return (
    <Facts
      of={[
        ['State', <Status key="state" value={revocation.state} />],
        ['Reason', reason],
        ['Ticket', ticket],
        ['Ordered by', actor === actor_client ? actor : `${actor} with ${actor_client}`],
        ['Ordered', <When key="ordered" at={created_at} />],
        ['Begun', started_at && <When at={started_at} />],
        ['Ended', ended_at && <When at={ended_at} />],
        ['Accounts', accounts],
        ['Applications', clients],
      ]}
    />
  );
}

/** One mass revocation: which tokens, why, and how far it is. */
export default function RevocationShow() {
  return (
    <Show actions={<Acts />} title="Mass revocation" component="div">
      <Stack sx={{ gap: 2 }}>
        <Part title="Which tokens">
          <Which />
          <Course />
        </Part>
        <Part title="Why, and by whom">
          <Why />
        </Part>
      </Stack>
    </Show>
  );
}

import { Stack, Typography } from '@mui/material';
import { Show, useRecordContext } from 'react-admin';
import { Facts } from '../shared/facts.js';
import { listOf, To } from '../shared/links.js';
import { When } from '../shared/moment.js';
import { Part } from '../shared/part.js';
import { useMay } from '../shared/rights.js';
import { Status } from '../shared/status.js';
import { labelOf, sayDuration } from '../shared/words.js';
import { ClientActs } from './client.acts.js';
import { FLOW, IDENTITY, POLICY, TOKENS } from './client.fields.js';
import type { Client } from './client.js';
import { Secrets } from './client.secrets.js';
import type { Field } from '../shared/form.js';

/** What stands under the fields' names, in words. What is not set is left out. */
const factsOf = (fields: Field[], values: object): [string, string | null][] => fields.map(({ name, kind }) => [labelOf(name), say((values as Record<string, unknown>)[name], kind)]);

function say(value: unknown, kind: Field['kind']): string | null {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (kind === 'seconds') return sayDuration(Number(value));
  return Array.isArray(value) ? value.join(kind === 'lines' ? '\n' : ', ') : String(value);
}

function Standing({ of: client }: { of: Client }) {
  const { id, status, type, live_tokens: live, has_more_live_tokens: hasMore } = client;
  return (
    <Facts
      of={[
        ['State', <Status key="state" value={status} />],
        ['Client ID', id],
        ['Type', type],
        ['Registered', <When key="created" at={client.created_at} />],
        ['Changed', <When key="updated" at={client.updated_at} />],
        ['Disabled', client.disabled_at && <When at={client.disabled_at} />],
        ['Deleted', client.deleted_at && <When at={client.deleted_at} />],
        ['Live tokens', <To key="live" to={listOf('tokens', { client: id, status: ['live'] })}>{`${live ?? 0}${hasMore ? ' or more' : ''}`}</To>],
        ['All its tokens', <To key="tokens" to={listOf('tokens', { client: id })}>Refresh tokens of this application</To>],
      ]}
    />
  );
}

function Page() {
  const client = useRecordContext<Client>();
  const mayWrite = useMay('clients:write');
  if (!client) return null;
  const { metadata } = client;
  return (
    <Stack direction={{ xs: 'column', md: 'row' }} sx={{ gap: 2, alignItems: { md: 'flex-start' }, whiteSpace: 'pre-line' }}>
      <Stack sx={{ flex: 1, minWidth: 0, gap: 2 }}>
        <Part title="Application">
          <Standing of={client} />
        </Part>
        <Part title="Secrets">
          <Secrets of={client} />
        </Part>
        <Part title="Refresh token policy">
          <Facts of={[...(metadata.refresh_token_policy.rotation ? [] : [['Rotation', `${client.rotation}, by default`] as [string, string]]), ...factsOf(POLICY, metadata.refresh_token_policy)]} />
          {mayWrite && client.status !== 'deleted' && (
            <Typography variant="body2" sx={{ mt: 2 }}>
              <To to={`/clients/${encodeURIComponent(client.id)}/policy`}>Change the policy, and see first what it would do</To>
            </Typography>
          )}
        </Part>
      </Stack>
      <Stack sx={{ flex: 1, minWidth: 0, gap: 2 }}>
        <Part title="What is known of it">
          <Facts of={factsOf(IDENTITY, metadata)} />
        </Part>
        <Part title="How people come and go">
          <Facts of={factsOf(FLOW, metadata)} />
        </Part>
        <Part title="Tokens">
          <Facts of={factsOf(TOKENS, metadata)} />
        </Part>
      </Stack>
    </Stack>
  );
}

function Title() {
  const client = useRecordContext<Client>();
  return <>{client?.metadata.client_name ?? 'Application'}</>;
}

/** One application. */
export default function ClientShow() {
  return (
    <Show actions={<ClientActs />} title={<Title />} component="div">
      <Page />
    </Show>
  );
}

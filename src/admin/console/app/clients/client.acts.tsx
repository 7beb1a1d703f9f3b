import Block from '@mui/icons-material/Block';
import DeleteForever from '@mui/icons-material/DeleteForever';
import PlayArrow from '@mui/icons-material/PlayArrow';
import { EditButton, TopToolbar, useRecordContext } from 'react-admin';
import { pathOf } from '../data.provider.js';
import { Act } from '../shared/act.js';
import { useMay } from '../shared/rights.js';
import type { Client } from './client.js';

/** What may be done to the application as it stands. */
export function ClientActs() {
  const client = useRecordContext<Client>();
  const mayWrite = useMay('clients:write');
  if (!client || !mayWrite || client.status === 'deleted') return <TopToolbar />;
  const path = pathOf('clients', client.id);
  return (
    <TopToolbar sx={{ flexWrap: 'wrap' }}>
      <EditButton size="medium" />
      {client.status === 'disabled' ? (
        <Act label="Enable" path={`${path}/enable`} icon={<PlayArrow />} done="It is enabled">
          It is let on, with the tokens that it had.
        </Act>
      ) : (
        <Act label="Disable" path={`${path}/disable`} icon={<Block />} color="warning" done="It is disabled">
          It is refused, and all its tokens, until it is enabled again.
        </Act>
      )}
      <Act label="Delete" method="DELETE" path={path} icon={<DeleteForever />} color="error" done="It is deleted" leadsTo="/clients">
        Its {client.live_tokens ?? 0}
        {client.has_more_live_tokens ? ' or more' : ''} live tokens end at once, and its ID is never given again. This cannot be undone.
      </Act>
    </TopToolbar>
  );
}

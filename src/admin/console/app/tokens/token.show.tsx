import { Show, SimpleShowLayout, TextField } from 'react-admin';
import { Act } from '../shared/act.js';
import { StatusField } from '../shared/status.js';
import { MomentField } from '../shared/moment.js';
import { useRecordContext } from 'react-admin';

function Acts() {
  const record = useRecordContext();
  if (!record) return null;
  return (
    <Act label="Revoke" path={`tokens/${record.id}/revoke`} color="error">
      It ends at once, with its grant and its access tokens. This cannot be undone.
    </Act>
  );
}

/** One login of one person on one application. */
export default function TokenShow() {
  return (
    <Show actions={<Acts />}>
      <SimpleShowLayout>
        <TextField source="client_name" label="Application" />
        <TextField source="username" label="Account" />
        <StatusField />
        <MomentField source="created_at" />
        <MomentField source="last_used_at" absent="never" />
      </SimpleShowLayout>
    </Show>
  );
}

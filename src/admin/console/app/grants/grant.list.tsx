import { DataTable, List, SelectInput, SimpleList, TextInput, useRecordContext, type RaRecord } from 'react-admin';
import { Act } from '../shared/act.js';
import { Time } from '../shared/inputs.js';
import { MomentField } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { AccountField, ClientField } from '../shared/parties.js';
import { useMay } from '../shared/rights.js';
import { Status, StatusField } from '../shared/status.js';

const filters = [
  <SelectInput key="status" source="status" label="State" choices={['live', 'ended'].map((id) => ({ id, name: id }))} alwaysOn />,
  <TextInput key="client" source="client" label="Client id" alwaysOn resettable />,
  <TextInput key="account" source="account" label="Account id (sub)" alwaysOn resettable />,
  <TextInput key="session" source="session" label="Session (sid)" />,
  <TextInput key="scope" source="scope" label="Scope" />,
  <TextInput key="resource" source="resource" label="Resource" />,
  <Time key="created_after" source="created_after" label="Granted after" />,
  <Time key="created_before" source="created_before" label="Granted before" />,
];

const pageOf = ({ id }: { id?: string }) => `/grants/${id}/show`;

/** Ends one, where it has not ended. */
export function RevokeGrant() {
  const grant = useRecordContext();
  const mayRevoke = useMay('tokens:revoke');
  if (!grant || !mayRevoke || grant.status !== 'live') return null;
  return (
    <Act label="Revoke" path={`grants/${grant.id}/revoke`} color="error" done="It is revoked">
      It ends at once, with its refresh token and its access tokens. This cannot be undone.
    </Act>
  );
}

const Table = () => (
  <DataTable rowClick="show" bulkActionButtons={false}>
    <DataTable.Col source="client" label="Application" disableSort>
      <ClientField to={pageOf} />
    </DataTable.Col>
    <DataTable.Col source="account" disableSort>
      <AccountField />
    </DataTable.Col>
    <DataTable.Col source="created_at" label="Granted" sortByOrder="DESC">
      <MomentField source="created_at" />
    </DataTable.Col>
    <DataTable.Col source="scopes" disableSort render={({ scopes }) => scopes.join(' ')} />
    <DataTable.Col source="status" label="State" disableSort>
      <StatusField />
    </DataTable.Col>
  </DataTable>
);

const Cards = () => (
  <SimpleList<RaRecord> rowClick="show" primaryText={({ client_name, username }) => `${client_name} · ${username}`} secondaryText={({ scopes }) => scopes.join(' ')} tertiaryText={({ status }) => <Status value={status} />} />
);

/** What people granted applications, one line for each login. */
export default function GrantList() {
  const isNarrow = useIsNarrow();
  return (
    <List filters={filters} sort={{ field: 'created_at', order: 'DESC' }} perPage={25} empty={false}>
      {isNarrow ? <Cards /> : <Table />}
    </List>
  );
}

import { DataTable, List, SelectInput, TextInput, useRecordContext, type RaRecord, type SimpleListProps } from 'react-admin';
import { RevocableCards, RevocableTable } from '../revocations/revocable.js';
import { Act } from '../shared/act.js';
import { Time } from '../shared/inputs.js';
import { MomentField } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { AccountField, ClientField } from '../shared/parties.js';
import { AccountInput, ClientInput } from '../shared/party.input.js';
import { useMay } from '../shared/rights.js';
import { Status, StatusField } from '../shared/status.js';

const filters = [
  <SelectInput key="status" source="status" label="State" choices={['live', 'ended'].map((id) => ({ id, name: id }))} alwaysOn />,
  <ClientInput key="client" source="client" label="Application" alwaysOn />,
  <AccountInput key="account" source="account" label="Account" alwaysOn />,
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

const nameOf = ({ username, client_name }: RaRecord) => `${username} on ${client_name}`;

/** What has a refresh token ends with that; the few others are ended on their own pages. */
const isFit = ({ status, has_refresh_token }: RaRecord) => status === 'live' && has_refresh_token;

function Table() {
  return (
    <RevocableTable nameOf={nameOf} isFit={isFit}>
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
    </RevocableTable>
  );
}

const CARD: SimpleListProps<RaRecord> = {
  rowClick: 'show',
  primaryText: ({ client_name, username }) => `${client_name} · ${username}`,
  secondaryText: ({ scopes }) => scopes.join(' '),
  tertiaryText: ({ status }) => <Status value={status} />,
};

/** What people granted applications, one line for each login. */
export default function GrantList() {
  const isNarrow = useIsNarrow();
  return (
    <List filters={filters} sort={{ field: 'created_at', order: 'DESC' }} perPage={25} empty={false}>
      {isNarrow ? <RevocableCards card={CARD} nameOf={nameOf} isFit={isFit} /> : <Table />}
    </List>
  );
}

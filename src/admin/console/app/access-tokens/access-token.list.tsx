import { DataTable, List, NullableBooleanInput, SimpleList, TextInput, useRecordContext, type RaRecord } from 'react-admin';
import { MomentField, When } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { AccountField, ClientField } from '../shared/parties.js';
import { AccountInput, ClientInput } from '../shared/party.input.js';
import { useMay } from '../shared/rights.js';
import { Status, StatusField } from '../shared/status.js';
import { RevokeAccess } from '../tokens/token.kin.js';

const filters = [
  <ClientInput key="client" source="client" label="Application" alwaysOn />,
  <AccountInput key="account" source="account" label="Account" alwaysOn />,
  <TextInput key="grant" source="grant" label="Grant" />,
  <NullableBooleanInput key="expired" source="expired" label="Expired ones too" />,
];

const grantOf = ({ grant }: { grant?: string }) => `/grants/${grant}/show`;

function Revoke() {
  const token = useRecordContext();
  const mayRevoke = useMay('tokens:revoke');
  return token && mayRevoke && token.status === 'live' ? <RevokeAccess jti={token.jti} /> : null;
}

const Table = () => (
  <DataTable rowClick={false} bulkActionButtons={false}>
    <DataTable.Col source="client" label="Application" disableSort>
      <ClientField to={grantOf} />
    </DataTable.Col>
    <DataTable.Col source="account" disableSort>
      <AccountField />
    </DataTable.Col>
    <DataTable.Col source="jti" label="jti" disableSort sx={{ wordBreak: 'break-all' }} />
    <DataTable.Col source="issued_at" label="Issued" disableSort>
      <MomentField source="issued_at" />
    </DataTable.Col>
    <DataTable.Col source="expires_at" label="Ends" disableSort>
      <MomentField source="expires_at" />
    </DataTable.Col>
    <DataTable.Col source="status" label="State" disableSort>
      <StatusField />
    </DataTable.Col>
    <DataTable.Col label="Act">
      <Revoke />
    </DataTable.Col>
  </DataTable>
);

const Cards = () => (
  <SimpleList<RaRecord>
    rowClick={false}
    primaryText={({ client_name, username }) => `${client_name} · ${username}`}
    secondaryText={({ jti, expires_at }) => (
      <>
        ends <When at={expires_at} /> <Revoke />
        <span style={{ display: 'block', overflowWrap: 'anywhere' }}>{jti}</span>
      </>
    )}
    tertiaryText={({ status }) => <Status value={status} />}
  />
);

/** Access tokens of people, the newest first. */
export default function AccessTokenList() {
  const isNarrow = useIsNarrow();
  return (
    <List filters={filters} sort={{ field: 'id', order: 'DESC' }} perPage={25} empty={false}>
      {isNarrow ? <Cards /> : <Table />}
    </List>
  );
}

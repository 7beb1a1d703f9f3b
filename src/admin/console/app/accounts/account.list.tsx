import { DataTable, List, SelectInput, SimpleList, TextInput } from 'react-admin';
import { Time } from '../shared/inputs.js';
import { MomentField } from '../shared/moment.js';
import { NameField } from '../shared/name.field.js';
import { useIsNarrow } from '../shared/narrow.js';
import { Nothing } from '../shared/nothing.js';
import { Status, StatusField } from '../shared/status.js';
import { ROLES, type Account } from './account.js';

/** Every filter of `GET /admin/v1/accounts`. */
const filters = [
  <TextInput key="prefix" source="prefix" label="Username or ID begins with" alwaysOn resettable />,
  <SelectInput key="status" source="status" label="State" choices={['active', 'disabled', 'deleted'].map((id) => ({ id, name: id }))} alwaysOn />,
  <SelectInput key="role" source="role" label="Role" choices={[...ROLES]} />,
  <TextInput key="username" source="username" label="Username, the whole" />,
  <TextInput key="sub" source="sub" label="ID (sub), the whole" />,
  <Time key="created_after" source="created_after" label="Made after" />,
  <Time key="created_before" source="created_before" label="Made before" />,
];

const nameOf = ({ claims }: Account) => (typeof claims.name === 'string' ? claims.name : '–');

const Table = () => (
  <DataTable rowClick="show" bulkActionButtons={false}>
    <DataTable.Col source="username" label="Account">
      <NameField of={({ username }) => username} />
    </DataTable.Col>
    <DataTable.Col source="claims.name" label="Name" disableSort render={nameOf} />
    <DataTable.Col source="roles" disableSort render={({ roles }: Account) => roles.join(', ') || '–'} />
    <DataTable.Col source="created_at" label="Made" sortByOrder="DESC">
      <MomentField source="created_at" />
    </DataTable.Col>
    <DataTable.Col source="status" label="State" disableSort>
      <StatusField />
    </DataTable.Col>
  </DataTable>
);

const Cards = () => (
  <SimpleList<Account>
    rowClick="show"
    primaryText={({ username }) => username}
    secondaryText={(account) => [nameOf(account), ...account.roles].filter((one) => one !== '–').join(', ')}
    tertiaryText={({ status }) => <Status value={status} />}
  />
);

/** People who can log in. */
export default function AccountList() {
  const isNarrow = useIsNarrow();
  return (
    <List filters={filters} sort={{ field: 'created_at', order: 'DESC' }} perPage={25} empty={<Nothing>There is no account yet. Whoever has one can log in.</Nothing>}>
      {isNarrow ? <Cards /> : <Table />}
    </List>
  );
}

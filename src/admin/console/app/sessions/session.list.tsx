import { DataTable, List, SelectInput, SimpleList, TextInput } from 'react-admin';
import { Time } from '../shared/inputs.js';
import { MomentField } from '../shared/moment.js';
import { NameField } from '../shared/name.field.js';
import { useIsNarrow } from '../shared/narrow.js';
import { Nothing } from '../shared/nothing.js';
import { Place } from '../shared/parties.js';
import { AccountInput } from '../shared/party.input.js';
import { Status, StatusField } from '../shared/status.js';
import type { Session } from './session.js';

/** Every filter of `GET /admin/v1/sessions`. */
const filters = [
  <SelectInput key="status" source="status" label="State" choices={['live', 'suspended', 'ended', 'expired'].map((id) => ({ id, name: id }))} alwaysOn />,
  <AccountInput key="account" source="account" label="Account" alwaysOn />,
  <TextInput key="network" source="network" label="Address or network" />,
  <TextInput key="user_agent" source="user_agent" label="Part of the agent’s name" />,
  <Time key="created_after" source="created_after" label="Begun after" />,
  <Time key="created_before" source="created_before" label="Begun before" />,
  <Time key="last_seen_after" source="last_seen_after" label="Last seen after" />,
  <Time key="last_seen_before" source="last_seen_before" label="Last seen before" />,
];

const Table = () => (
  <DataTable rowClick="show" bulkActionButtons={false}>
    <DataTable.Col source="username" label="Account" disableSort>
      <NameField of={({ username }) => username} />
    </DataTable.Col>
    <DataTable.Col source="user_agent" label="Device and address" disableSort render={({ ip, user_agent }: Session) => <Place ip={ip} userAgent={user_agent} />} />
    <DataTable.Col source="created_at" label="Begun" sortByOrder="DESC">
      <MomentField source="created_at" />
    </DataTable.Col>
    <DataTable.Col source="last_seen_at" label="Last seen" disableSort>
      <MomentField source="last_seen_at" />
    </DataTable.Col>
    <DataTable.Col source="expires_at" label="Ends" disableSort>
      <MomentField source="expires_at" />
    </DataTable.Col>
    <DataTable.Col source="status" label="State" disableSort>
      <StatusField />
    </DataTable.Col>
  </DataTable>
);

const Cards = () => (
  <SimpleList<Session>
    rowClick="show"
    primaryText={({ username }) => username}
    secondaryText={({ ip, user_agent }) => <Place ip={ip} userAgent={user_agent} />}
    tertiaryText={({ status }) => <Status value={status} />}
  />
);

/** Where people are logged in. */
export default function SessionList() {
  const isNarrow = useIsNarrow();
  return (
    <List filters={filters} sort={{ field: 'created_at', order: 'DESC' }} perPage={25} empty={<Nothing>Nobody has logged in yet. Each login in a browser stands here.</Nothing>}>
      {isNarrow ? <Cards /> : <Table />}
    </List>
  );
}

import { DataTable, List, SelectInput, SimpleList, TextInput } from 'react-admin';
import { MomentField } from '../shared/moment.js';
import { NameField } from '../shared/name.field.js';
import { useIsNarrow } from '../shared/narrow.js';
import { Nothing } from '../shared/nothing.js';
import { Status, StatusField } from '../shared/status.js';
import { GRANT_TYPES, type Client } from './client.js';

const choices = (...names: string[]) => names.map((id) => ({ id, name: id }));

/** Every filter of `GET /admin/v1/clients`. */
const filters = [
  <TextInput key="text" source="text" label="Part of the ID or name" alwaysOn resettable />,
  <SelectInput key="status" source="status" label="State" choices={choices('enabled', 'disabled', 'deleted')} emptyText="all but deleted" alwaysOn />,
  <SelectInput key="type" source="type" label="Type" choices={choices('public', 'confidential')} />,
  <SelectInput key="rotation" source="rotation" label="Rotation" choices={choices('reuse', 'rotate')} />,
  <SelectInput key="grant_type" source="grant_type" label="Grant type" choices={[...GRANT_TYPES]} />,
  <TextInput key="scope" source="scope" label="Scope that it may ask for" />,
];

const Table = () => (
  <DataTable rowClick="show" bulkActionButtons={false}>
    <DataTable.Col source="id" label="Application" disableSort>
      <NameField of={({ metadata }) => metadata.client_name} />
    </DataTable.Col>
    <DataTable.Col source="type" disableSort />
    <DataTable.Col source="rotation" label="Refresh tokens" disableSort render={({ metadata, rotation }: Client) => (metadata.grant_types.includes('refresh_token') ? rotation : 'none')} />
    <DataTable.Col source="metadata.grant_types" label="Grant types" disableSort render={({ metadata }: Client) => metadata.grant_types.join(', ')} />
    <DataTable.Col source="created_at" label="Registered" disableSort>
      <MomentField source="created_at" />
    </DataTable.Col>
    <DataTable.Col source="status" label="State" disableSort>
      <StatusField />
    </DataTable.Col>
  </DataTable>
);

const Cards = () => (
  <SimpleList<Client>
    rowClick="show"
    primaryText={({ metadata }) => metadata.client_name}
    secondaryText={({ id, type }) => `${id}, ${type}`}
    tertiaryText={({ status }) => <Status value={status} />}
  />
);

/** Applications that are registered. */
export default function ClientList() {
  const isNarrow = useIsNarrow();
  return (
    <List filters={filters} perPage={25} empty={<Nothing>No application is registered yet. One that is may ask for tokens.</Nothing>}>
      {isNarrow ? <Cards /> : <Table />}
    </List>
  );
}

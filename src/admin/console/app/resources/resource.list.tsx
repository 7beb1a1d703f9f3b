import { DataTable, List, SimpleList, type RaRecord } from 'react-admin';
import { NameField } from '../shared/name.field.js';
import { useIsNarrow } from '../shared/narrow.js';
import { Nothing } from '../shared/nothing.js';

const Table = () => (
  <DataTable rowClick="show" bulkActionButtons={false}>
    <DataTable.Col source="identifier" disableSort>
      <NameField of={({ identifier }) => identifier} />
    </DataTable.Col>
    <DataTable.Col source="scopes" disableSort render={({ scopes }) => scopes.join(' ')} />
  </DataTable>
);

const Cards = () => <SimpleList<RaRecord> rowClick="show" primaryText={({ identifier }) => identifier} secondaryText={({ scopes }) => scopes.join(' ')} sx={{ overflowWrap: 'anywhere' }} />;

/** APIs that tokens can be asked for. */
export default function ResourceList() {
  const isNarrow = useIsNarrow();
  return (
    <List perPage={25} exporter={false} empty={<Nothing>No resource is registered: tokens are for no API in particular.</Nothing>}>
      {isNarrow ? <Cards /> : <Table />}
    </List>
  );
}

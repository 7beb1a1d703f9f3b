import { DataTable, FunctionField, Link, List, SimpleList, TextField, useRecordContext, type RaRecord } from 'react-admin';
import { MomentField } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { Status, StatusField } from '../shared/status.js';
import { sayFilter } from '../tokens/token.filters.js';
import { Bar, sayState } from './progress.js';
import type { Revocation } from './revocation.js';

/** Milliseconds between two looks while any of them runs. */
const LOOK = 1000;

const sayWhich = ({ everything, filter }: Revocation) => (everything ? 'everything' : sayFilter(filter).join(' · '));

function WhichField(_: { label?: string }) {
  const revocation = useRecordContext<Revocation & RaRecord>();
  return revocation ? <Link to={`/revocations/${revocation.id}/show`}>{sayWhich(revocation)}</Link> : null;
}

const Course = (revocation: Revocation) => (
  <>
    {revocation.state === 'running' && <Bar of={revocation} />}
    {sayState(revocation)}
  </>
);

const Table = () => (
  <DataTable rowClick="show" bulkActionButtons={false}>
    <DataTable.Col source="filter" label="Which" disableSort>
      <WhichField />
    </DataTable.Col>
    <DataTable.Col source="state" disableSort>
      <StatusField source="state" />
    </DataTable.Col>
    <DataTable.Col source="done" label="Progress" disableSort>
      <FunctionField render={Course} />
    </DataTable.Col>
    <DataTable.Col source="reason" disableSort />
    <DataTable.Col source="ticket" disableSort>
      <TextField source="ticket" emptyText="–" />
    </DataTable.Col>
    <DataTable.Col source="actor" label="By" disableSort />
    <DataTable.Col source="created_at" label="Ordered" disableSort>
      <MomentField source="created_at" />
    </DataTable.Col>
  </DataTable>
);

const Cards = () => (
  <SimpleList<Revocation & RaRecord> rowClick="show" primaryText={sayWhich} secondaryText={Course} tertiaryText={({ state }) => <Status value={state} />} />
);

/** Mass revocations and plans of them, the newest first. */
export default function RevocationList() {
  const isNarrow = useIsNarrow();
  const isAnyRunning = ({ state }: { state: { data?: { data: RaRecord[] } } }) => (state.data?.data.some((each) => each.state === 'running') ? LOOK : false);
  return (
    <List sort={{ field: 'id', order: 'DESC' }} actions={false} perPage={25} queryOptions={{ refetchInterval: isAnyRunning }}>
      {isNarrow ? <Cards /> : <Table />}
    </List>
  );
}

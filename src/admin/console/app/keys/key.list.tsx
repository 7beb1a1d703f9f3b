import { Stack } from '@mui/material';
import { DataTable, List, RecordContextProvider, TopToolbar, useListContext, useRecordContext } from 'react-admin';
import { Facts } from '../shared/facts.js';
import { listOf, To } from '../shared/links.js';
import { When } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { Part } from '../shared/part.js';
import { Status, StatusField } from '../shared/status.js';
import { RetireKey, RotateKeys } from './key.acts.js';
import type { Key } from './key.js';

const Kid = () => {
  const key = useRecordContext<Key>();
  return key ? <To to={listOf('tokens', { kid: key.kid })}>{key.kid}</To> : null;
};

const Table = () => (
  <DataTable rowClick={false} bulkActionButtons={false}>
    <DataTable.Col source="kid" label="Key" disableSort sx={{ overflowWrap: 'anywhere' }}>
      <Kid />
    </DataTable.Col>
    <DataTable.Col source="alg" label="Algorithm" disableSort />
    <DataTable.Col source="created_at" label="Made" disableSort render={({ created_at }: Key) => <When at={created_at} />} />
    <DataTable.Col source="signs_since" label="Signs since" disableSort render={({ signs_since }: Key) => <When at={signs_since} absent="never" />} />
    <DataTable.Col source="signs_until" label="Signs until" disableSort render={({ signs_until }: Key) => <When at={signs_until} absent="no end set" />} />
    <DataTable.Col source="in_jwks_until" label="In the JWKS until" disableSort render={({ in_jwks_until }: Key) => <When at={in_jwks_until} absent="no end set" />} />
    <DataTable.Col source="state" label="State" disableSort>
      <StatusField source="state" />
    </DataTable.Col>
    <DataTable.Col source="acts" label="Acts" disableSort>
      <RetireKey />
    </DataTable.Col>
  </DataTable>
);

function Cards() {
  const { data = [] } = useListContext<Key>();
  return (
    <Stack sx={{ gap: 2, p: 2 }}>
      {data.map((key) => (
        <RecordContextProvider key={key.kid} value={key}>
          <Part title={`${key.alg}, ${key.state}`}>
            <Facts
              of={[
                ['State', <Status key="state" value={key.state} />],
                ['Key', <Kid key="kid" />],
                ['Made', <When key="made" at={key.created_at} />],
                ['Signs since', <When key="since" at={key.signs_since} absent="never" />],
                ['Signs until', key.signs_until && <When at={key.signs_until} />],
                ['In the JWKS until', key.in_jwks_until && <When at={key.in_jwks_until} />],
              ]}
            />
            <RetireKey />
          </Part>
        </RecordContextProvider>
      ))}
    </Stack>
  );
}

const Actions = () => (
  <TopToolbar>
    <RotateKeys />
  </TopToolbar>
);

/** All signing keys that ever were. A key leads to the refresh tokens whose access tokens it signed. */
export default function KeyList() {
  const isNarrow = useIsNarrow();
  return (
    <List actions={<Actions />} pagination={false} empty={false} title="Signing keys">
      {isNarrow ? <Cards /> : <Table />}
    </List>
  );
}

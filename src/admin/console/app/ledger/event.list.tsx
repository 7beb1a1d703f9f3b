import { Box, Stack, Typography } from '@mui/material';
import { DataTable, FilterButton, List, SimpleList, TopToolbar, useRecordContext } from 'react-admin';
import { MomentField, When } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { sayCounted } from '../shared/numbers.js';
import { Detail, Place } from '../shared/parties.js';
import { Export } from './export.js';
import { eventFilters } from './ledger.filters.js';
import { LedgerPages } from './ledger.tabs.js';
import { NoneFound } from './none.found.js';
import type { Act } from './usage.js';

function Told({ first, second }: { first: (act: Act) => string; second: (act: Act) => string | null }) {
  const act = useRecordContext<Act>();
  if (!act) return null;
  return (
    <Stack>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {first(act)}
      </Typography>
      {second(act) && <Detail>{second(act)}</Detail>}
    </Stack>
  );
}

function PlaceField() {
  const act = useRecordContext<Act>();
  return act ? <Place ip={act.ip} userAgent={act.user_agent} /> : null;
}

const say = (value: unknown) => (value === undefined || value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** What was changed, before and after, for whoever wants to know. */
function Changes() {
  const act = useRecordContext<Act>();
  const names = [...new Set([...Object.keys(act?.old ?? {}), ...Object.keys(act?.new ?? {})])];
  if (!act || names.length === 0) return null;
  return (
    <Box component="details" sx={{ maxWidth: 320 }}>
      <Typography component="summary" variant="body2" noWrap sx={{ cursor: 'pointer' }}>
        {sayCounted(names.length, 'change')}
      </Typography>
      {names.map((name) => (
        <Typography key={name} variant="caption" component="div" sx={{ overflowWrap: 'anywhere' }}>
          {name}: {say(act.old?.[name])} → {say(act.new?.[name])}
        </Typography>
      ))}
    </Box>
  );
}

const Table = () => (
  <DataTable rowClick={false} bulkActionButtons={false} empty={<NoneFound />}>
    <DataTable.Col source="at" label="When" sortByOrder="DESC">
      <MomentField source="at" />
    </DataTable.Col>
    <DataTable.Col source="action" disableSort>
      <Told first={({ action }) => action} second={({ target_kind, target }) => `${target_kind} ${target}`} />
    </DataTable.Col>
    <DataTable.Col source="actor" label="Who, by way of" disableSort>
      <Told first={({ actor }) => actor} second={({ client }) => client} />
    </DataTable.Col>
    <DataTable.Col source="reason" label="Why" disableSort>
      <Told first={({ reason }) => reason} second={({ ticket }) => ticket} />
    </DataTable.Col>
    <DataTable.Col source="new" label="What changed" disableSort>
      <Changes />
    </DataTable.Col>
    <DataTable.Col source="ip" label="From" disableSort>
      <PlaceField />
    </DataTable.Col>
  </DataTable>
);

const Cards = () => (
  <SimpleList<Act>
    rowClick={false}
    empty={<NoneFound />}
    primaryText={({ action }) => action}
    secondaryText={({ at, reason, target_kind, target }) => (
      <Stack component="span">
        <When at={at} />
        <span>“{reason}”</span>
        <Detail>
          {target_kind} {target}
        </Detail>
        <Changes />
      </Stack>
    )}
  />
);

const Actions = () => (
  <TopToolbar>
    <FilterButton />
    <Export name="events" />
  </TopToolbar>
);

/** Administrative acts by any filters. */
export default function EventList() {
  const isNarrow = useIsNarrow();
  return (
    <LedgerPages>
      <List title="Administrative acts" filters={eventFilters} actions={<Actions />} sort={{ field: 'at', order: 'DESC' }} perPage={25} empty={false} exporter={false}>
        {isNarrow ? <Cards /> : <Table />}
      </List>
    </LedgerPages>
  );
}

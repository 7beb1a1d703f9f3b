import { Box, Stack, Typography } from '@mui/material';
import { DataTable, FilterButton, List, SimpleList, TopToolbar, useRecordContext } from 'react-admin';
import { MomentField, When } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { Detail, Place } from '../shared/parties.js';
import { Export } from './export.js';
import { eventFilters } from './ledger.filters.js';
import { LedgerPages } from './ledger.tabs.js';
import { NoneFound } from './none.found.js';
import type { Act } from './usage.js';

function Told({ first, second }: { first: (act: Act) => string; second: (act: Act) => string | null; label?: string }) {
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

function PlaceField(_: { label?: string }) {
  const act = useRecordContext<Act>();
  return act ? <Place ip={act.ip} userAgent={act.user_agent} /> : null;
}

const say = (value: unknown) => (value === undefined || value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** What was changed, before and after. */
function Changes() {
  const act = useRecordContext<Act>();
  if (!act) return null;
  const names = [...new Set([...Object.keys(act.old ?? {}), ...Object.keys(act.new ?? {})])];
  return (
    <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2 }}>
      {names.map((name) => (
        <Box key={name} sx={{ display: 'contents' }}>
          <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
            {name}
          </Typography>
          <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {say(act.old?.[name])} → {say(act.new?.[name])}
          </Typography>
        </Box>
      ))}
      {names.length === 0 && <Typography variant="body2">Nothing stands there before or after.</Typography>}
    </Box>
  );
}

const Table = () => (
  <DataTable rowClick="expand" expand={<Changes />} bulkActionButtons={false} empty={<NoneFound />}>
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

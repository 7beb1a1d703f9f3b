import { Stack } from '@mui/material';
import { DataTable, FilterButton, Link, List, SimpleList, TopToolbar, useRecordContext } from 'react-admin';
import { MomentField, When } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { Detail, Place } from '../shared/parties.js';
import { Export } from './export.js';
import { usageFilters } from './ledger.filters.js';
import { LedgerPages } from './ledger.tabs.js';
import { NoneFound } from './none.found.js';
import { hasGrant, type Usage } from './usage.js';
import { Verdict } from './verdict.js';

function VerdictField() {
  const usage = useRecordContext<Usage>();
  if (!usage) return null;
  return (
    <Stack spacing={0.5} sx={{ alignItems: 'flex-start' }}>
      <Verdict verdict={usage.verdict} count={usage.count} />
      {usage.reason && <Detail>{usage.reason}</Detail>}
    </Stack>
  );
}

function WhoField() {
  const usage = useRecordContext<Usage>();
  if (!usage) return null;
  return (
    <Stack>
      <span>{usage.client}</span>
      {usage.account && <Detail>{usage.account}</Detail>}
    </Stack>
  );
}

function PlaceField() {
  const usage = useRecordContext<Usage>();
  return usage ? <Place ip={usage.ip} userAgent={usage.user_agent} /> : null;
}

function LinksField() {
  const usage = useRecordContext<Usage>();
  if (!usage) return null;
  return (
    <Stack direction="row" spacing={2}>
      <Link to={explain(usage)}>Explain</Link>
      {hasGrant(usage) && <Link to={`/tokens/${usage.grant}/show`}>Token</Link>}
    </Stack>
  );
}

const explain = ({ request_id: id }: Usage) => `/explain?${new URLSearchParams({ id })}`;

const Table = () => (
  <DataTable rowClick={false} bulkActionButtons={false} empty={<NoneFound />}>
    <DataTable.Col source="at" label="When" sortByOrder="DESC">
      <MomentField source="at" />
    </DataTable.Col>
    <DataTable.Col source="verdict" disableSort>
      <VerdictField />
    </DataTable.Col>
    <DataTable.Col source="client" label="Application and account" disableSort>
      <WhoField />
    </DataTable.Col>
    <DataTable.Col source="ip" label="Device and address" disableSort>
      <PlaceField />
    </DataTable.Col>
    <DataTable.Col source="request_id" label="Look closer" disableSort>
      <LinksField />
    </DataTable.Col>
  </DataTable>
);

const Cards = () => (
  <SimpleList<Usage>
    rowClick={(_id, _resource, record) => explain(record as Usage)}
    empty={<NoneFound />}
    primaryText={({ client, verdict, count }) => (
      <Stack component="span" direction="row" sx={{ justifyContent: 'space-between' }}>
        {client}
        <Verdict verdict={verdict} count={count} />
      </Stack>
    )}
    secondaryText={({ at, ip, user_agent }) => (
      <>
        <When at={at} />
        <Place ip={ip} userAgent={user_agent} />
      </>
    )}
  />
);

const Actions = () => (
  <TopToolbar>
    <FilterButton />
    <Export name="refreshes" />
  </TopToolbar>
);

/** Attempts to refresh by any filters. */
export default function UsageList() {
  const isNarrow = useIsNarrow();
  return (
    <LedgerPages>
      <List title="Ledger" filters={usageFilters} actions={<Actions />} sort={{ field: 'at', order: 'DESC' }} perPage={25} empty={false} exporter={false}>
        {isNarrow ? <Cards /> : <Table />}
      </List>
    </LedgerPages>
  );
}

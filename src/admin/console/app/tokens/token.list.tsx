import { DataTable, ExportButton, FilterButton, List, TopToolbar, useRecordContext, type SimpleListProps } from 'react-admin';
import { RevocableCards, RevocableTable } from '../revocations/revocable.js';
import { RevokeMatching } from '../revocations/revoke.matching.js';
import { MomentField, When } from '../shared/moment.js';
import { useIsNarrow } from '../shared/narrow.js';
import { AccountField, ClientField, Place } from '../shared/parties.js';
import { useMay } from '../shared/rights.js';
import { Status, StatusField } from '../shared/status.js';
import { tokenFilters } from './token.filters.js';
import type { Token } from './token.js';

const pageOf = ({ id }: { id?: string }) => `/tokens/${id}/show`;

/** Where it was last used, or else fetched. */
function PlaceField() {
  const token = useRecordContext<Token>();
  if (!token) return null;
  const { ip, user_agent } = token.last_used_at ? token.last : token.first;
  return <Place ip={ip} userAgent={user_agent} />;
}

/** The earlier of its two ends. */
function ExpiryField() {
  const token = useRecordContext<Token>();
  if (!token) return null;
  const isIdle = token.idle_expires_at !== null && token.idle_expires_at < token.expires_at;
  return <When at={isIdle ? token.idle_expires_at : token.expires_at} />;
}

const nameOf = ({ username, client_name }: Token) => `${username} on ${client_name}`;

function Table() {
  return (
    <RevocableTable nameOf={nameOf}>
      <DataTable.Col source="client" label="Application" disableSort>
        <ClientField to={pageOf} />
      </DataTable.Col>
      <DataTable.Col source="account" disableSort>
        <AccountField />
      </DataTable.Col>
      <DataTable.Col source="last" label="Device and address" disableSort>
        <PlaceField />
      </DataTable.Col>
      <DataTable.Col source="last_used_at" label="Last used" sortByOrder="DESC">
        <MomentField source="last_used_at" absent="never" />
      </DataTable.Col>
      <DataTable.Col source="issued_at" label="Issued" sortByOrder="DESC">
        <MomentField source="created_at" />
      </DataTable.Col>
      <DataTable.Col source="expires_at" label="Ends" disableSort>
        <ExpiryField />
      </DataTable.Col>
      <DataTable.Col source="status" label="State" disableSort>
        <StatusField />
      </DataTable.Col>
    </RevocableTable>
  );
}

const CARD: SimpleListProps<Token> = {
  rowClick: 'show',
  primaryText: ({ client_name, username }) => `${client_name} · ${username}`,
  secondaryText: ({ last, first, last_used_at }) => <Place ip={(last_used_at ? last : first).ip} userAgent={(last_used_at ? last : first).user_agent} />,
  tertiaryText: ({ status }) => <Status value={status} />,
};

function Actions() {
  const mayRevoke = useMay('tokens:revoke');
  return (
    <TopToolbar sx={{ flexWrap: { xs: 'wrap', sm: 'nowrap' } }}>
      <FilterButton />
      <ExportButton aria-label="Export" />
      {mayRevoke && <RevokeMatching />}
    </TopToolbar>
  );
}

/** Refresh tokens by any filters; those that match can be revoked together. */
export default function TokenList() {
  const isNarrow = useIsNarrow();
  return (
    <List filters={tokenFilters} actions={<Actions />} sort={{ field: 'issued_at', order: 'DESC' }} perPage={25} empty={false}>
      {isNarrow ? <RevocableCards card={CARD} nameOf={nameOf} /> : <Table />}
    </List>
  );
}

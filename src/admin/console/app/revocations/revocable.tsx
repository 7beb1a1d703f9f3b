import type { ReactNode } from 'react';
import { DataTable, SimpleList, type RaRecord, type SimpleListProps } from 'react-admin';
import { useMay } from '../shared/rights.js';
import { SelectCards, SelectPage, SelectRow, type Selectable } from '../shared/select.js';
import { Selected } from './revoke.selected.js';

/** A table whose rows can be ticked and ended together, by whoever may. */
export function RevocableTable({ children, ...selectable }: Selectable & { children: ReactNode }) {
  const mayRevoke = useMay('tokens:revoke');
  return (
    <DataTable rowClick="show" bulkActionButtons={false} bulkActionsToolbar={mayRevoke ? <Selected /> : <></>}>
      {mayRevoke && (
        <DataTable.Col source="id" label={<SelectPage isFit={selectable.isFit} />} disableSort sx={{ width: 42, p: 0 }}>
          <SelectRow {...selectable} />
        </DataTable.Col>
      )}
      {children}
    </DataTable>
  );
}

/** The same where there is no room for a table. */
export function RevocableCards<Item extends RaRecord>({ card, ...selectable }: Selectable & { card: SimpleListProps<Item> }) {
  const mayRevoke = useMay('tokens:revoke');
  return mayRevoke ? <SelectCards card={card} toolbar={<Selected />} {...selectable} /> : <SimpleList<Item> {...card} />;
}

import { Box, Checkbox, Stack } from '@mui/material';
import type { ReactNode } from 'react';
import { RecordContextProvider, SimpleList, useListContext, useRecordContext, type RaRecord, type SimpleListProps } from 'react-admin';

/** What can be ticked for a bulk action. */
export interface Selectable {
  nameOf: (record: any) => string;
  /** Whether a bulk action could do anything with it; it could with each when absent. */
  isFit?: (record: any) => boolean;
}

const every = () => true;

/** Ticks the record for a bulk action. react-admin's own box has no name that a screen reader finds under MUI 9. */
export function SelectRow({ nameOf, isFit = every }: Selectable) {
  const record = useRecordContext();
  const { selectedIds, onToggleItem } = useListContext();
  if (!record || !isFit(record)) return null;
  return (
    <Checkbox
      size="small"
      checked={selectedIds.includes(record.id)}
      onClick={(event) => event.stopPropagation()}
      onChange={() => onToggleItem(record.id)}
      slotProps={{ input: { 'aria-label': `Select ${nameOf(record)}` } }}
    />
  );
}

/** Ticks all of the page, or none of it. */
export function SelectPage({ isFit = every }: Pick<Selectable, 'isFit'>) {
  const { data = [], selectedIds, onSelect } = useListContext();
  const ids = data.filter(isFit).map(({ id }) => id);
  const ticked = ids.filter((id) => selectedIds.includes(id)).length;
  const others = selectedIds.filter((id) => !ids.includes(id));
  return (
    <Checkbox
      size="small"
      checked={ticked > 0 && ticked === ids.length}
      indeterminate={ticked > 0 && ticked < ids.length}
      onChange={() => onSelect(ticked === ids.length ? others : [...others, ...ids])}
      slotProps={{ input: { 'aria-label': 'Select all of this page' } }}
    />
  );
}

interface SelectCardsProps<Item extends RaRecord> extends Selectable {
  card: SimpleListProps<Item>;
  toolbar: ReactNode;
}

/** Where there is no room for a table: the page's records with a box beside each. */
export function SelectCards<Item extends RaRecord>({ card, toolbar, ...selectable }: SelectCardsProps<Item>) {
  const { data } = useListContext<Item>();
  if (!data?.length) return <SimpleList<Item> {...card} />;
  return (
    <>
      {toolbar}
      <Box sx={{ p: 1 }}>
        <SelectPage isFit={selectable.isFit} />
      </Box>
      {data.map((record) => (
        <RecordContextProvider key={record.id} value={record}>
          <Stack direction="row" sx={{ alignItems: 'center', px: 1 }}>
            <Box sx={{ flex: 'none', width: 38 }}>
              <SelectRow {...selectable} />
            </Box>
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <SimpleList<Item> {...card} data={[record]} disablePadding />
            </Box>
          </Stack>
        </RecordContextProvider>
      ))}
    </>
  );
}

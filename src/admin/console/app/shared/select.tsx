import { Checkbox } from '@mui/material';
import { useListContext, useRecordContext } from 'react-admin';

/** Ticks the record for a bulk action. react-admin's own box has no name that a screen reader finds under MUI 9. */
export function SelectRow({ nameOf }: { nameOf: (record: any) => string }) {
  const record = useRecordContext();
  const { selectedIds, onToggleItem } = useListContext();
  if (!record) return null;
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
export function SelectPage() {
  const { data = [], selectedIds, onSelect } = useListContext();
  const ids = data.map(({ id }) => id);
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

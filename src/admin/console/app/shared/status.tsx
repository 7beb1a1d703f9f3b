import { Chip } from '@mui/material';
import { useRecordContext } from 'react-admin';

type Colour = 'success' | 'warning' | 'error' | 'default';

/** What is well, what to look at, and what is bad; anything else is merely over. */
const COLOURS: Record<string, Colour> = {
  ...{ live: 'success', active: 'success', enabled: 'success', signing: 'success', done: 'success' },
  ...{ frozen: 'warning', suspended: 'warning', disabled: 'warning', published: 'warning', planned: 'warning', running: 'warning' },
  ...{ replayed: 'error', failed: 'error', altered: 'error' },
};

/** A state in a word, never by colour alone. */
export const Status = ({ value }: { value: string }) => <Chip size="small" variant="outlined" color={COLOURS[value] ?? 'default'} label={value.replaceAll('_', ' ')} />;

/** The record's state, as a column or a field. */
export function StatusField({ source = 'status' }: { source?: string; label?: string; sortable?: boolean }) {
  const value = useRecordContext()?.[source];
  return value ? <Status value={String(value)} /> : null;
}

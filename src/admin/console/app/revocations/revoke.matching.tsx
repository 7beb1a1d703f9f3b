import DeleteSweep from '@mui/icons-material/DeleteSweep';
import { useListContext } from 'react-admin';
import { cleared } from '../tokens/token.filters.js';
import { RevokeByPlan } from './revoke.by.plan.js';

const BUTTON = { size: 'small', startIcon: <DeleteSweep />, sx: { lineHeight: 1.5 } } as const;

/** All that match the list's filter. */
export function RevokeMatching() {
  const { filterValues } = useListContext();
  return <RevokeByPlan label="Revoke all that match" title="Revoke all that match" filterOf={() => cleared(filterValues)} button={BUTTON} />;
}

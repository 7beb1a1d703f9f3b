import Block from '@mui/icons-material/Block';
import { BulkActionsToolbar, useListContext } from 'react-admin';
import { RevokeByPlan } from './revoke.by.plan.js';

/** What can be done with those that are ticked: end them, by the ids that tokens and their grants share. Nothing while none is, for react-admin only hides it, and Tab still comes there. */
export function Selected() {
  const { selectedIds, onUnselectItems } = useListContext();
  if (selectedIds.length === 0) return null;
  return (
    <BulkActionsToolbar selectAllButton={false}>
      <RevokeByPlan label="Revoke" title={`Revoke ${selectedIds.length} selected`} filterOf={() => ({ id: selectedIds })} onDone={onUnselectItems} button={{ startIcon: <Block /> }} />
    </BulkActionsToolbar>
  );
}

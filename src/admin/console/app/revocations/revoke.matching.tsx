import DeleteSweep from '@mui/icons-material/DeleteSweep';
import { Alert, Button, Dialog, DialogContent, DialogTitle, LinearProgress } from '@mui/material';
import { useId, useState } from 'react';
import { useListContext, useNotify, useRefresh } from 'react-admin';
import { ask } from '../data.provider.js';
import { errorsOf } from '../shared/act.js';
import { cleared } from '../tokens/token.filters.js';
import { PlanForm } from './plan.form.js';
import type { Plan, Revocation } from './revocation.js';
import { Running } from './running.js';

/** What the ledger is told of a look that has not become anything yet: the reason is asked for with the decision. */
const LOOK = { reason: 'preview in the console' };

/** All that match the list's filter: first what that would end, then why, then how far it is. */
export function RevokeMatching() {
  const { filterValues } = useListContext();
  const [isOpen, setOpen] = useState(false);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [running, setRunning] = useState<Revocation | null>(null);
  const [refusal, setRefusal] = useState('');
  const title = useId();
  const notify = useNotify();
  const refresh = useRefresh();

  const open = async () => {
    const filter = cleared(filterValues);
    const which = Object.keys(filter).length === 0 ? { everything: true } : { filter };
    [setPlan(null), setRunning(null), setRefusal(''), setOpen(true)];
    try {
      setPlan(await ask<Plan>('POST', 'revocations', { ...LOOK, ...which, dry_run: true }, { 'idempotency-key': crypto.randomUUID() }));
    } catch (error) {
      setRefusal(Object.values(errorsOf(error)).join(' '));
    }
  };
  const close = () => {
    setOpen(false);
    if (running) return refresh();
    if (plan) ask('POST', `revocations/${plan.id}/cancel`, { reason: 'only looked at' }).catch((error) => notify(error.message, { type: 'error' }));
  };

  return (
    <>
      <Button size="small" color="error" startIcon={<DeleteSweep />} sx={{ lineHeight: 1.5 }} onClick={() => void open()}>
        Revoke all that match
      </Button>
      <Dialog open={isOpen} onClose={close} aria-labelledby={title} fullWidth maxWidth="md">
        <DialogTitle id={title}>Revoke all that match</DialogTitle>
        {running ? (
          <Running known={running} onClose={close} />
        ) : plan ? (
          <PlanForm plan={plan} onClose={close} onExecute={setRunning} />
        ) : (
          <DialogContent>{refusal ? <Alert severity="error">{refusal}</Alert> : <LinearProgress aria-label="Counting" />}</DialogContent>
        )}
      </Dialog>
    </>
  );
}

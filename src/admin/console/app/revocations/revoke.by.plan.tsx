import { Alert, Button, Dialog, DialogContent, DialogTitle, LinearProgress, type ButtonProps } from '@mui/material';
import { useId, useState } from 'react';
import { useNotify, useRefresh } from 'react-admin';
import { ask, queryOf, readPage } from '../data.provider.js';
import { errorsOf } from '../shared/act.js';
import { useIsNarrow } from '../shared/narrow.js';
import type { Token } from '../tokens/token.js';
import { PlanForm } from './plan.form.js';
import type { Plan, Revocation } from './revocation.js';
import { Running } from './running.js';

/** What the ledger is told of a look that has not become anything yet: the reason is asked for with the decision. */
const LOOK = { reason: 'preview in the console' };

interface RevokeByPlanProps {
  label: string;
  title: string;
  /** The tokens that it is about; by their ids, they are shown one and all. */
  filterOf: () => Record<string, unknown>;
  /** When the dialog is closed after something was begun. */
  onDone?: () => void;
  button?: ButtonProps;
}

/** A mass revocation: first what it would end, then why, then how far it is. */
export function RevokeByPlan({ label, title, filterOf, onDone, button }: RevokeByPlanProps) {
  const [isOpen, setOpen] = useState(false);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [running, setRunning] = useState<Revocation | null>(null);
  const [refusal, setRefusal] = useState('');
  const titleId = useId();
  const isNarrow = useIsNarrow();
  const notify = useNotify();
  const refresh = useRefresh();

  const open = async () => {
    setPlan(null);
    setRunning(null);
    setRefusal('');
    setOpen(true);
    try {
      setPlan(await planFor(filterOf()));
    } catch (error) {
      setRefusal(Object.values(errorsOf(error)).join(' '));
    }
  };
  const close = () => {
    setOpen(false);
    if (running) {
      onDone?.();
      return refresh();
    }
    if (plan) ask('POST', `revocations/${plan.id}/cancel`, { reason: 'only looked at' }).catch((error) => notify(error.message, { type: 'error' }));
  };

  return (
    <>
      <Button color="error" {...button} onClick={() => void open()}>
        {label}
      </Button>
      <Dialog open={isOpen} onClose={close} aria-labelledby={titleId} fullWidth fullScreen={isNarrow} maxWidth="md">
        <DialogTitle id={titleId}>{title}</DialogTitle>
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

/** What is named by ids is shown as a whole, also those that have ended by now. */
async function planFor(filter: Record<string, unknown>): Promise<Plan> {
  const which = Object.keys(filter).length === 0 ? { everything: true } : { filter };
  const plan = await ask<Plan>('POST', 'revocations', { ...LOOK, ...which, dry_run: true }, { 'idempotency-key': crypto.randomUUID() });
  if (!Array.isArray(filter.id)) return plan;
  const { items } = await readPage<Token>(`tokens?${queryOf({ id: filter.id })}`, null, filter.id.length);
  return { ...plan, sample: items };
}

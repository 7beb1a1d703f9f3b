import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { HttpError, useNotify, useRedirect, useRefresh } from 'react-admin';
import { ask } from '../data.provider.js';

/** Errors as the server worded them; under the name of a field, or of none. */
export type FieldErrors = Record<string, string>;

interface ActProps<Answer> {
  /** What the button says; the dialog asks the same. */
  label: string;
  /** What will come of it, said before it is done. */
  children?: ReactNode;
  /** Of the admin API, to which `reason`, `ticket` and the fields are posted. */
  path: string;
  method?: string;
  /** Further inputs, named as the API's members, and what to send of them. */
  fields?: (errors: FieldErrors) => ReactNode;
  bodyOf?: (form: FormData) => object;
  onDone?: (answer: Answer) => void;
  /** The page to go to, of what is no more where it was. */
  leadsTo?: string;
  done?: string;
  color?: 'primary' | 'error' | 'warning';
  icon?: ReactNode;
  disabled?: boolean;
}

/** An administrative act: a button, and a dialog that asks why. It is sent under one Idempotency-Key however often it is tried. */
export function Act<Answer>({ label, children, path, method = 'POST', fields, bodyOf, onDone, leadsTo, done, color = 'primary', icon, disabled }: ActProps<Answer>) {
  const [key, setKey] = useState<string | null>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [isBusy, setBusy] = useState(false);
  const title = useId();
  const notify = useNotify();
  const redirect = useRedirect();
  const refresh = useRefresh();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setErrors({});
    try {
      const answer = await ask<Answer>(method, path, { ...orderOf(form), ...bodyOf?.(form) }, { 'idempotency-key': key! });
      setKey(null);
      notify(done ?? `${label}: done`, { type: 'success' });
      onDone?.(answer);
      if (leadsTo) redirect(leadsTo);
      else refresh();
    } catch (error) {
      setErrors(errorsOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button color={color} startIcon={icon} disabled={disabled} onClick={() => setKey(crypto.randomUUID())}>
        {label}
      </Button>
      <Dialog open={key !== null} onClose={() => setKey(null)} aria-labelledby={title} fullWidth maxWidth="sm">
        <form onSubmit={(event) => void submit(event)}>
          <DialogTitle id={title}>{label}</DialogTitle>
          <DialogContent>
            {children}
            {errors[''] && <Alert severity="error">{errors['']}</Alert>}
            {fields?.(errors)}
            <Why errors={errors} />
          </DialogContent>
          <DialogActions>
            <Button onClick={() => setKey(null)}>Cancel</Button>
            <Button type="submit" variant="contained" color={color} loading={isBusy}>
              {label}
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}

/** Why, and under which ticket: what every write tells the ledger. */
export function Why({ errors }: { errors: FieldErrors }) {
  return (
    <>
      <TextField name="reason" label="Reason" required fullWidth margin="dense" multiline helperText={errors.reason ?? 'Kept in the ledger for those who ask why.'} error={!!errors.reason} />
      <TextField name="ticket" label="Ticket" fullWidth margin="dense" helperText={errors.ticket ?? 'Of your own tracker, where there is one.'} error={!!errors.ticket} />
    </>
  );
}

export function orderOf(form: FormData): { reason: string; ticket?: string } {
  const ticket = String(form.get('ticket') ?? '').trim();
  return { reason: String(form.get('reason') ?? ''), ...(ticket && { ticket }) };
}

/** What the server found wrong, by field. */
export function errorsOf(error: unknown): FieldErrors {
  if (!(error instanceof HttpError)) return { '': error instanceof Error ? error.message : 'The server cannot be reached.' };
  const { errors = {} } = error.body as { errors?: FieldErrors };
  return { ...errors, '': Object.keys(errors).some((field) => field !== 'root') ? '' : error.message };
}

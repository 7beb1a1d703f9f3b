import { Alert, Box, Button, Checkbox, Chip, DialogActions, DialogContent, FormControlLabel, Stack, Typography } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { ask } from '../data.provider.js';
import { errorsOf, orderOf, Why, type FieldErrors } from '../shared/act.js';
import { sayFilter } from '../tokens/token.filters.js';
import { sayCount, sayMany } from './progress.js';
import type { Plan, Revocation } from './revocation.js';
import { Sample } from './sample.js';

interface PlanFormProps {
  plan: Plan;
  onClose: () => void;
  onExecute: (revocation: Revocation) => void;
}

/** What a plan would end; with a reason it is executed. */
export function PlanForm({ plan, onClose, onExecute }: PlanFormProps) {
  const [key] = useState(() => crypto.randomUUID());
  const [errors, setErrors] = useState<FieldErrors>({});
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    setErrors({});
    try {
      onExecute(await ask<Revocation>('POST', `revocations/${plan.id}/execute`, orderOf(new FormData(event.currentTarget)), { 'idempotency-key': key }));
    } catch (error) {
      setErrors(errorsOf(error));
      setBusy(false);
    }
  };

  return (
    <Box component="form" onSubmit={(event: FormEvent<HTMLFormElement>) => void submit(event)} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, flex: 1 }}>
      <DialogContent>
        <Selection filter={plan.filter} everything={plan.everything} />
        <Counts plan={plan} />
        {plan.sample.length > 0 && <Sample of={plan} />}
        {plan.total > 0 && (
          <>
            {errors[''] && <Alert severity="error">{errors['']}</Alert>}
            <Why errors={errors} />
            {plan.everything && <FormControlLabel control={<Checkbox required />} label="I mean every refresh token of everybody, mine too." />}
          </>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{plan.total > 0 ? 'Cancel' : 'Close'}</Button>
        {plan.total > 0 && (
          <Button type="submit" variant="contained" color="error" loading={isBusy}>
            Revoke {sayMany(plan.total, 'token')}
          </Button>
        )}
      </DialogActions>
    </Box>
  );
}

/** The filter that selected them, in words. */
export function Selection({ filter, everything }: { filter: Record<string, unknown>; everything: boolean }) {
  if (everything) return <Alert severity="warning">No filter is set: this is every refresh token there is.</Alert>;
  return (
    <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 1 }}>
      {sayFilter(filter).map((part) => (
        <Chip key={part} size="small" label={part} sx={{ maxWidth: '100%' }} />
      ))}
    </Stack>
  );
}

function Counts({ plan: { total, accounts, clients } }: { plan: Plan }) {
  if (total === 0) return <Typography sx={{ my: 2 }}>Nothing that matches is still alive: there is nothing to end.</Typography>;
  const figures = [
    [total, 'token'],
    [accounts, 'account'],
    [clients, 'application'],
  ] as const;
  return (
    <>
      <Stack direction="row" component="dl" sx={{ columnGap: 4, rowGap: 1, my: 2, flexWrap: 'wrap' }}>
        {figures.map(([count, of]) => (
          <Stack key={of} direction="column-reverse">
            <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
              {count === 1 ? of : `${of}s`}
            </Typography>
            <Typography component="dd" variant="h5" sx={{ m: 0 }}>
              {sayCount(count)}
            </Typography>
          </Stack>
        ))}
      </Stack>
      <Typography variant="body2">They end with their grants and access tokens. This cannot be undone.</Typography>
    </>
  );
}

import { Alert, Box, MenuItem, Skeleton, Stack, TextField, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { Title, useLogoutIfAccessDenied } from 'react-admin';
import { ask } from '../data.provider.js';
import { When } from '../shared/moment.js';
import { HygieneCard } from './hygiene.card.js';
import type { Hygiene } from './hygiene.js';

const DAYS = [7, 30, 90, 180, 365];

/** What to tidy up: how much of it there is, why it matters, and where it is looked at and ended. */
export default function HygienePage() {
  const [days, setDays] = useState(30);
  const [report, setReport] = useState<Hygiene | null>(null);
  const [trouble, setTrouble] = useState('');
  const leaveIfDenied = useLogoutIfAccessDenied();

  useEffect(() => {
    let isOver = false;
    setReport(null);
    setTrouble('');
    ask<Hygiene>('GET', `hygiene?unused_days=${days}`).then(
      (answer) => !isOver && setReport(answer),
      async (error: Error) => !isOver && !(await leaveIfDenied(error)) && setTrouble(error.message),
    );
    return () => void (isOver = true);
  }, [days, leaveIfDenied]);

  const due = report?.lines.filter(({ count }) => count > 0) ?? [];
  const well = report?.lines.filter(({ count }) => count === 0) ?? [];
  return (
    <Box sx={{ py: 2 }}>
      <Title title="Hygiene" />
      <Stack direction="row" useFlexGap spacing={2} sx={{ mb: 2, flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between' }}>
        <Typography sx={{ maxWidth: 640 }}>What harms nobody today and helps a thief tomorrow. Nothing is ended from here without a look at it first.</Typography>
        <TextField select label="Unused for" value={days} onChange={({ target }) => setDays(Number(target.value))} size="small" sx={{ minWidth: 140 }}>
          {DAYS.map((count) => (
            <MenuItem key={count} value={count}>
              {count} days
            </MenuItem>
          ))}
        </TextField>
      </Stack>
      {trouble && <Alert severity="error">{trouble}</Alert>}
      {!report && !trouble && <Skeleton variant="rectangular" height={300} />}
      {report && (
        <Stack spacing={2} aria-live="polite">
          {due.length === 0 && <Alert severity="success">There is nothing to tidy up.</Alert>}
          {due.map((line) => (
            <HygieneCard key={`${line.key} ${line.link}`} line={line} />
          ))}
          {well.length > 0 && (
            <Typography component="h2" variant="h6" sx={{ pt: 1 }}>
              In order
            </Typography>
          )}
          {well.map((line) => (
            <HygieneCard key={`${line.key} ${line.link}`} line={line} />
          ))}
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            Looked at <When at={report.at} />.
          </Typography>
        </Stack>
      )}
    </Box>
  );
}

import { Box, Typography } from '@mui/material';
import { useRecordContext } from 'react-admin';

const NEAR: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 3600],
  ['hour', 86_400],
  ['day', 7 * 86_400],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const clock = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
const thisYear = new Intl.DateTimeFormat(undefined, clock);
const anyYear = new Intl.DateTimeFormat(undefined, { ...clock, year: 'numeric' });
const SECONDS: Partial<Record<Intl.RelativeTimeFormatUnit, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** "5 minutes ago" within a week, else the date in the viewer's zone, with its year where that is another. */
export function sayWhen(at: Date, now = new Date()): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const near = NEAR.find(([, limit]) => Math.abs(seconds) < limit);
  return near ? relative.format(Math.round(seconds / SECONDS[near[0]]!), near[0]) : (at.getFullYear() === now.getFullYear() ? thisYear : anyYear).format(at);
}

/** A time, with the exact UTC on hover. */
export function When({ at, absent = '–' }: { at: string | null | undefined; absent?: string }) {
  if (!at) return <>{absent}</>;
  const utc = new Date(at).toISOString();
  return (
    <Box component="time" dateTime={utc} title={`${utc.replace('T', ' ').replace('Z', ' UTC')}`} sx={{ whiteSpace: 'nowrap' }}>
      {sayWhen(new Date(at))}
    </Box>
  );
}

/** The record's time, as a column or a field. */
export function MomentField({ source, absent }: { source: string; label?: string; absent?: string; sortBy?: string; sortable?: boolean }) {
  const record = useRecordContext();
  return (
    <Typography component="span" variant="body2" sx={{ whiteSpace: 'nowrap' }}>
      <When at={record?.[source]} absent={absent} />
    </Typography>
  );
}

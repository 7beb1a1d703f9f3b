import { Box, Skeleton, Stack, Table, TableBody, TableCell, TableHead, TableRow, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useState } from 'react';
import { sayNumber } from '../shared/numbers.js';
import { useLive } from '../shared/live.js';
import { Part } from '../shared/part.js';
import { Chart, sayBucket } from './chart.js';
import type { Activity as Activities, Span } from './overview.js';
import { barsOf, SERIES } from './series.js';

/** Seconds between two looks. */
const EVERY: Record<Span, number> = { hour: 5, day: 30, month: 60 };
const SPANS: Record<Span, string> = { hour: 'Hour', day: 'Day', month: 'Month' };

/** Refreshes of the last hour, day or month, as they come. */
export function Activity() {
  const [span, setSpan] = useState<Span>('hour');
  const { answer } = useLive<Activities>(`activity?span=${span}`, EVERY[span]);
  return (
    <Part title="Refreshes">
      <ToggleButtonGroup size="small" exclusive value={span} onChange={(_, chosen: Span | null) => chosen && setSpan(chosen)} aria-label="The last" sx={{ mb: 2 }}>
        {Object.entries(SPANS).map(([value, name]) => (
          <ToggleButton key={value} value={value} sx={{ textTransform: 'none', px: 2 }}>
            {name}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {answer ? (
        <Stack spacing={1}>
          <Chart activity={answer} />
          <AsTable activity={answer} />
        </Stack>
      ) : (
        <Skeleton variant="rectangular" height={268} />
      )}
    </Part>
  );
}

/** Only the times at which there was something. */
function AsTable({ activity: { span, buckets } }: { activity: Activities }) {
  const bars = barsOf(buckets).filter(({ total }) => total > 0).reverse();
  return (
    <Box component="details">
      <Typography component="summary" variant="body2" sx={{ cursor: 'pointer' }}>
        As a table
      </Typography>
      <Box sx={{ maxHeight: 300, overflow: 'auto' }} tabIndex={0} role="region" aria-label="Refreshes as a table">
        <Table size="small" stickyHeader>
          <TableHead>
            <TableRow>
              <TableCell>From</TableCell>
              {SERIES.map((series) => (
                <TableCell key={series} align="right">
                  {series}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {bars.map((bar) => (
              <TableRow key={bar.at.getTime()}>
                <TableCell component="th" scope="row" title={bar.at.toISOString()}>
                  {sayBucket(bar.at, span)}
                </TableCell>
                {SERIES.map((series) => (
                  <TableCell key={series} align="right">
                    {sayNumber(bar[series])}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
        {bars.length === 0 && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            None in this time.
          </Typography>
        )}
      </Box>
    </Box>
  );
}

import { Box, Stack, Typography, useTheme, type Theme } from '@mui/material';
import { sayNumber } from '../shared/numbers.js';
import type { Activity, Span } from './overview.js';
import { barsOf, roundUp, SERIES, type Bar, type Series } from './series.js';

const NAMES: Record<Series, string> = { reused: 'reused', rotated: 'rotated', retried: 'retried', refused: 'refused' };
const HEIGHT = 180;
const STEP = 10;

const coloursOf = ({ palette }: Theme): Record<Series, string> => ({
  ...{ reused: palette.primary.main, rotated: palette.success.main, retried: palette.warning.main, refused: palette.error.main },
});

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
export const sayBucket = (at: Date, span: Span) => (span === 'month' ? DAY : TIME).format(at);

/** Refreshes over time as stacked bars. The same as a table stands beside it, for those who do not see it. */
export function Chart({ activity: { span, buckets } }: { activity: Activity }) {
  const colours = coloursOf(useTheme());
  const bars = barsOf(buckets);
  const end = roundUp(Math.max(...bars.map(({ total }) => total)));
  return (
    <Box>
      <Stack direction="row" spacing={1}>
        <Stack sx={{ height: HEIGHT, justifyContent: 'space-between', textAlign: 'right', minWidth: 24 }} aria-hidden>
          <Typography variant="caption">{sayNumber(end)}</Typography>
          <Typography variant="caption">0</Typography>
        </Stack>
        <Box sx={{ flex: 1, minWidth: 0, borderBottom: 1, borderTop: 1, borderColor: 'divider' }}>
          <svg role="img" aria-label={`Refreshes, ${summaryOf(bars)}; the table below has them one by one.`} width="100%" height={HEIGHT} viewBox={`0 0 ${bars.length * STEP} ${HEIGHT}`} preserveAspectRatio="none">
            {bars.map((bar, place) => (
              <Column key={bar.at.getTime()} bar={bar} x={place * STEP} scale={HEIGHT / end} colours={colours} name={sayBucket(bar.at, span)} />
            ))}
          </svg>
        </Box>
      </Stack>
      <Stack direction="row" sx={{ justifyContent: 'space-between', pl: 4 }} aria-hidden>
        <Typography variant="caption">{sayBucket(bars[0]!.at, span)}</Typography>
        <Typography variant="caption">now</Typography>
      </Stack>
      <Legend bars={bars} colours={colours} />
    </Box>
  );
}

function Column({ bar, x, scale, colours, name }: { bar: Bar; x: number; scale: number; colours: Record<Series, string>; name: string }) {
  let top = HEIGHT;
  const pieces = SERIES.filter((series) => bar[series] > 0).map((series) => {
    const height = Math.max(2, bar[series] * scale); // what was, is seen
    top -= height;
    return <rect key={series} x={x + 1} width={STEP - 2} y={top} height={Math.max(1, height - 1)} fill={colours[series]} />;
  });
  return (
    <g>
      <title>{`${name}: ${sayBar(bar)}`}</title>
      <rect x={x} width={STEP} y={0} height={HEIGHT} fill="transparent" />
      {pieces}
    </g>
  );
}

function Legend({ bars, colours }: { bars: Bar[]; colours: Record<Series, string> }) {
  return (
    <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', columnGap: 2, mt: 1 }}>
      {SERIES.map((series) => (
        <Stack key={series} direction="row" spacing={0.75} sx={{ alignItems: 'center' }}>
          <Box aria-hidden sx={{ width: 12, height: 12, borderRadius: '3px', bgcolor: colours[series] }} />
          <Typography variant="body2">
            {NAMES[series]} {sayNumber(sumOf(bars, series))}
          </Typography>
        </Stack>
      ))}
    </Stack>
  );
}

const sumOf = (bars: Bar[], series: Series) => bars.reduce((sum, bar) => sum + bar[series], 0);
const sayBar = (bar: Bar) => SERIES.filter((series) => bar[series] > 0).map((series) => `${sayNumber(bar[series])} ${NAMES[series]}`).join(', ') || 'none';
const summaryOf = (bars: Bar[]) => SERIES.map((series) => `${sayNumber(sumOf(bars, series))} ${NAMES[series]}`).join(', ');

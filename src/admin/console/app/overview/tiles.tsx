import { Box, Paper, Typography } from '@mui/material';
import { Link } from 'react-admin';
import { listTo } from '../shared/list.link.js';
import { sayEstimate, sayNumber } from '../shared/numbers.js';
import { useMay } from '../shared/rights.js';
import { ALARMS, isRefusal, SUCCESSES, type Overview, type VerdictTotal } from './overview.js';

interface Tile {
  name: string;
  value: string;
  beside?: string;
  /** Where these are listed; null for whom may not see it. */
  to: string | null;
  isWarning?: boolean;
}

const sum = (totals: VerdictTotal[], of: 'last_hour' | 'last_day') => totals.reduce((all, total) => all + total[of], 0);

/** The numbers that matter, each a link to what it counts. */
export function Tiles({ overview }: { overview: Overview }) {
  const mayAudit = useMay('audit:read');
  return (
    <Box component="ul" sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(4, minmax(0, 1fr))' }, listStyle: 'none', p: 0, m: 0 }}>
      {tilesOf(overview, mayAudit).map((tile) => (
        <Paper key={tile.name} component="li" variant="outlined" sx={{ p: 2, minWidth: 0 }}>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {tile.name}
          </Typography>
          <Typography component="p" variant="h5" sx={{ fontWeight: 700, fontVariantNumeric: 'tabular-nums', overflowWrap: 'anywhere' }}>
            {tile.to ? (
              <Link to={tile.to} color={tile.isWarning ? 'warning' : 'primary'} aria-label={`${tile.name}: ${tile.value}`}>
                {tile.value}
              </Link>
            ) : (
              tile.value
            )}
          </Typography>
          <Typography variant="caption" component="p" sx={{ color: 'text.secondary', minHeight: 40 }}>
            {tile.beside}
          </Typography>
        </Paper>
      ))}
    </Box>
  );
}

function tilesOf({ live_families: live, frozen, verdicts, at }: Overview, mayAudit: boolean): Tile[] {
  const [refused, successes] = [verdicts.filter(isRefusal), verdicts.filter((total) => !isRefusal(total))];
  const alarms = sum(verdicts.filter(({ verdict }) => ALARMS.includes(verdict)), 'last_day');
  const from = new Date(Date.parse(at) - 3_600_000).toISOString();
  const ledger = (verdict: string[]) => (mayAudit ? listTo('audit/refreshes', { verdict, from }) : null);
  return [
    {
      ...{ name: 'Live tokens', value: live.is_estimate ? sayEstimate(live.count) : sayNumber(live.count), to: listTo('tokens', { status: ['live'] }) },
      beside: live.is_estimate ? 'told from a sample' : 'that can be refreshed',
    },
    { name: 'Refreshed in the last hour', value: sayNumber(sum(successes, 'last_hour')), beside: `${sayNumber(sum(successes, 'last_day'))} in the last day`, to: ledger(SUCCESSES) },
    {
      ...{ name: 'Refused in the last hour', value: sayNumber(sum(refused, 'last_hour')), to: ledger(refused.map(({ verdict }) => verdict)) },
      beside: `${sayNumber(sum(refused, 'last_day'))} in the last day, ${sayNumber(alarms)} of them alarming`,
    },
    {
      ...{ name: 'Frozen, to be decided upon', value: `${frozen.has_more ? 'more than ' : ''}${sayNumber(frozen.count)}`, to: listTo('tokens', { status: ['frozen'] }) },
      isWarning: frozen.count > 0,
    },
  ];
}

import { Alert, Box, Skeleton, Typography } from '@mui/material';
import { Title } from 'react-admin';
import { When } from '../shared/moment.js';
import { useLive } from '../shared/live.js';
import { useMay } from '../shared/rights.js';
import { Activity } from './activity.js';
import { Machinery } from './machinery.js';
import type { Overview } from './overview.js';
import { Tiles } from './tiles.js';
import { Clients, Refusals, ToLookAt } from './traffic.js';

const COLUMNS = { display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(3, minmax(0, 1fr))' } };

/** How the house stands, as it is now. */
export default function OverviewPage() {
  const mayRead = useMay('tokens:read');
  return (
    <Box sx={{ display: 'grid', gap: 2, py: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Title title="Overview" />
      {mayRead ? <Board /> : <Alert severity="info">Your roles do not show you the tokens. The menu has what they do.</Alert>}
    </Box>
  );
}

function Board() {
  const { answer: overview, trouble } = useLive<Overview>('overview', 5);
  return (
    <>
      {trouble && <Alert severity="warning">{trouble} It is asked for again.</Alert>}
      {overview ? <Tiles overview={overview} /> : <Skeleton variant="rectangular" sx={{ height: { xs: 330, lg: 130 } }} />}
      <Activity />
      {overview && (
        <>
          <Box sx={COLUMNS}>
            <ToLookAt overview={overview} />
            <Refusals overview={overview} />
            <Clients overview={overview} />
          </Box>
          {overview.withheld.length === 0 && (
            <Box sx={COLUMNS}>
              <Machinery overview={overview} />
            </Box>
          )}
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            As of <When at={overview.at} />; refreshes are counted up to ten seconds later.
            {overview.withheld.length > 0 && ` Your roles do not show you: ${overview.withheld.join(', ')}.`}
          </Typography>
        </>
      )}
    </>
  );
}

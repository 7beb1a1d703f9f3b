import { Box } from '@mui/material';
import { Title } from 'react-admin';
import { Part } from '../shared/part.js';
import { LastCheckpoint } from './checkpoint.js';
import { Deliveries } from './deliveries.js';
import { LedgerPages } from './ledger.tabs.js';
import { Verifier } from './verifier.js';

/** Whether the ledgers are as they were written, up to where that is vouched for, and how far they are delivered. */
export default function SealsPage() {
  return (
    <LedgerPages>
      <Title title="Integrity" />
      <Box sx={{ display: 'grid', gap: 2, py: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' } }}>
        <Part title="Verification">
          <Verifier />
        </Part>
        <Part title="Last checkpoint">
          <LastCheckpoint />
        </Part>
        <Part title="Delivery">
          <Deliveries />
        </Part>
      </Box>
    </LedgerPages>
  );
}

import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { When } from '../shared/moment.js';
import { Place } from '../shared/parties.js';
import type { Plan } from './revocation.js';

/** A few of what would end, the newest. */
export function Sample({ of: { sample, total } }: { of: Plan }) {
  return (
    <TableContainer tabIndex={0} role="group" aria-label="A few of them" sx={{ my: 2 }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {['Application', 'Account', 'Device and address', 'Issued'].map((name) => (
              <TableCell key={name}>{name}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {sample.map(({ id, client_name, username, first, created_at }) => (
            <TableRow key={id}>
              <TableCell>{client_name}</TableCell>
              <TableCell>{username}</TableCell>
              <TableCell>
                <Place ip={first.ip} userAgent={first.user_agent} />
              </TableCell>
              <TableCell>
                <When at={created_at} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {total > sample.length && (
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          The newest {sample.length} of them.
        </Typography>
      )}
    </TableContainer>
  );
}

import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow, Typography } from '@mui/material';
import { When } from '../shared/moment.js';
import { Place } from '../shared/parties.js';
import { Status } from '../shared/status.js';
import type { Plan } from './revocation.js';

/** A few of what would end, the newest; of what was named one by one all, with how it stands by now. */
export function Sample({ of: { sample, total, filter } }: { of: Plan }) {
  const areAll = Array.isArray(filter.id);
  const over = areAll ? sample.length - total : 0;
  return (
    <TableContainer tabIndex={0} role="group" aria-label={areAll ? 'Those that were ticked' : 'A few of them'} sx={{ my: 2, maxHeight: 320 }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {['Application', 'Account', 'Device and address', 'Issued', ...(areAll ? ['State'] : [])].map((name) => (
              <TableCell key={name}>{name}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {sample.map(({ id, client_name, username, first, created_at, status }) => (
            <TableRow key={id}>
              <TableCell>{client_name}</TableCell>
              <TableCell>{username}</TableCell>
              <TableCell>
                <Place ip={first.ip} userAgent={first.user_agent} />
              </TableCell>
              <TableCell>
                <When at={created_at} />
              </TableCell>
              {areAll && (
                <TableCell>
                  <Status value={status} />
                </TableCell>
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {over > 0 && (
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {over} of the {sample.length} ticked {over === 1 ? 'is' : 'are'} over already.
        </Typography>
      )}
      {total > sample.length && (
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {sample.length} of them.
        </Typography>
      )}
    </TableContainer>
  );
}

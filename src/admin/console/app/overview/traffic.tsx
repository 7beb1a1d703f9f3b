import { Box, List, ListItem, ListItemText, Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { Link } from 'react-admin';
import { inWords } from '../shared/in.words.js';
import { listTo } from '../shared/list.link.js';
import { When } from '../shared/moment.js';
import { sayEstimate, sayNumber } from '../shared/numbers.js';
import { Part } from '../shared/part.js';
import { useMay } from '../shared/rights.js';
import { ALARMS, isRefusal, type Overview } from './overview.js';

const Nothing = ({ children }: { children: ReactNode }) => (
  <Typography variant="body2" sx={{ color: 'text.secondary' }}>
    {children}
  </Typography>
);

const ALARM_WORDS: Record<string, string> = {
  replayed: 'spent tokens that came back',
  key_mismatch: 'tokens with another key than theirs',
  client_mismatch: 'tokens with another application than theirs',
  frozen: 'uses of frozen tokens',
};

/** In the ledger, those of the last day; text where the person may not read it. */
function InLedger({ verdict, at, children }: { verdict: string; at: string; children: string }) {
  const mayAudit = useMay('audit:read');
  const from = new Date(Date.parse(at) - 86_400_000).toISOString();
  return mayAudit ? <Link to={listTo('audit/refreshes', { verdict: [verdict], from })}>{children}</Link> : <>{children}</>;
}

/** Signs of theft, and what was frozen for them. */
export function ToLookAt({ overview: { frozen, suspected, verdicts, at } }: { overview: Overview }) {
  const alarms = verdicts.filter(({ verdict, last_day }) => ALARMS.includes(verdict) && last_day > 0);
  return (
    <Part title="To look at">
      {alarms.length === 0 && frozen.count === 0 && suspected.count === 0 && <Nothing>No sign of theft lately, and nothing is frozen.</Nothing>}
      <List dense disablePadding>
        {alarms.map(({ verdict, last_day }) => (
          <ListItem key={verdict} disableGutters>
            <ListItemText primary={<InLedger verdict={verdict} at={at}>{`${sayNumber(last_day)} ${ALARM_WORDS[verdict]}`}</InLedger>} secondary="in the last day" />
          </ListItem>
        ))}
        {suspected.count > suspected.latest.length && (
          <ListItem disableGutters>
            <ListItemText primary={`${sayNumber(suspected.count)}${suspected.has_more ? ' or more' : ''} tokens that may be in two hands`} secondary="the latest of them:" />
          </ListItem>
        )}
        {suspected.latest.map(({ id, username, account, client_name, suspected_at, reason }) => (
          <ListItem key={id} disableGutters>
            <ListItemText
              primary={<Link to={`/tokens/${id}/show`}>{`${username ?? account} on ${client_name}`}</Link>}
              secondary={
                <>
                  may be in two hands, <When at={suspected_at} />: {reason}
                </>
              }
            />
          </ListItem>
        ))}
        {frozen.latest.map(({ id, username, account, client_name, frozen_at, reason }) => (
          <ListItem key={id} disableGutters>
            <ListItemText
              primary={<Link to={`/tokens/${id}/show`}>{`${username ?? account} on ${client_name}`}</Link>}
              secondary={
                <>
                  frozen <When at={frozen_at} />
                  {reason && ` (${inWords(reason)})`}
                </>
              }
            />
          </ListItem>
        ))}
      </List>
    </Part>
  );
}

/** How often a refresh was refused, by its reason. */
export function Refusals({ overview: { verdicts, at } }: { overview: Overview }) {
  const refused = verdicts.filter(isRefusal);
  return (
    <Part title="Refusals by reason">
      {refused.length === 0 ? (
        <Nothing>None in the last day.</Nothing>
      ) : (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell sx={{ pl: 0 }}>Reason</TableCell>
              <TableCell align="right">Hour</TableCell>
              <TableCell align="right" sx={{ pr: 0 }}>
                Day
              </TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {refused.map(({ verdict, last_hour, last_day }) => (
              <TableRow key={verdict}>
                <TableCell component="th" scope="row" sx={{ pl: 0 }}>
                  <InLedger verdict={verdict} at={at}>
                    {inWords(verdict)}
                  </InLedger>
                </TableCell>
                <TableCell align="right">{sayNumber(last_hour)}</TableCell>
                <TableCell align="right" sx={{ pr: 0 }}>
                  {sayNumber(last_day)}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Part>
  );
}

/** The clients with the most live tokens. */
export function Clients({ overview: { clients, live_families: live } }: { overview: Overview }) {
  const most = clients[0]?.live_families ?? 1;
  const say = live.is_estimate ? sayEstimate : sayNumber;
  return (
    <Part title="Clients by live tokens">
      {clients.length === 0 && <Nothing>No token lives.</Nothing>}
      <Stack spacing={1}>
        {clients.map(({ client, client_name, live_families }) => (
          <Box key={client}>
            <Stack direction="row" spacing={1} sx={{ justifyContent: 'space-between' }}>
              <Link to={listTo('tokens', { client, status: ['live'] })} variant="body2" sx={{ overflowWrap: 'anywhere' }}>
                {client_name}
              </Link>
              <Typography variant="body2" sx={{ whiteSpace: 'nowrap' }}>
                {say(live_families)}
              </Typography>
            </Stack>
            <Box aria-hidden sx={{ height: 6, borderRadius: 3, bgcolor: 'primary.main', width: `${Math.max(1, (100 * live_families) / most)}%` }} />
          </Box>
        ))}
      </Stack>
    </Part>
  );
}

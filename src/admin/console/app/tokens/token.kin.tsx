import { List, ListItem, ListItemText, Typography } from '@mui/material';
import type { ComponentType, ReactNode } from 'react';
import { Link, useGetList, useGetOne, type RaRecord } from 'react-admin';
import { Act } from '../shared/act.js';
import { Facts } from '../shared/facts.js';
import { When } from '../shared/moment.js';
import { useMay } from '../shared/rights.js';
import { Status } from '../shared/status.js';
import { sayProofs } from '../shared/words.js';
import { deviceOf } from '../../../../protocol/device.js';
import type { Token } from './token.js';

interface KinProps {
  of: Token;
  Part: ComponentType<{ title: string; children: ReactNode }>;
}

/** What it hangs together with: its grant, the login it came of, and the access tokens that came of it. */
export function TokenKin({ of: token, Part }: KinProps) {
  const mayReadAccounts = useMay('accounts:read');
  return (
    <>
      <Part title="Grant">
        <Grant id={token.grant} />
      </Part>
      {mayReadAccounts && (
        <Part title="Login session">
          <Session id={token.session} />
        </Part>
      )}
      <Part title="Access tokens">
        <AccessTokens grant={token.grant} />
      </Part>
    </>
  );
}

function Grant({ id }: { id: string }) {
  const { data } = useGetOne('grants', { id });
  if (!data) return null;
  return (
    <Facts
      of={[
        ['State', <Status key="state" value={data.status} />],
        ['Granted', <When key="granted" at={data.created_at} />],
        ['Logged in', <When key="login" at={data.auth_time} />],
        ['By', sayProofs(data.amr)],
      ]}
    />
  );
}

function Session({ id }: { id: string }) {
  const { data, error } = useGetOne('sessions', { id }, { retry: false });
  if (error) return <Typography variant="body2">It is no longer known: sessions are forgotten after their end.</Typography>;
  if (!data) return null;
  return (
    <Facts
      of={[
        ['State', <Status key="state" value={data.status} />],
        ['Browser', `${deviceOf(data.user_agent) ?? 'unknown'}${data.ip ? `, ${data.ip}` : ''}`],
        ['Begun', <When key="begun" at={data.created_at} />],
        ['Last seen', <When key="seen" at={data.last_seen_at} />],
        ['Its other tokens', <Link key="others" to={`/tokens?filter=${encodeURIComponent(JSON.stringify({ session: id }))}`}>All of this login</Link>],
      ]}
    />
  );
}

function AccessTokens({ grant }: { grant: string }) {
  const { data, pageInfo } = useGetList<RaRecord>('access-tokens', { filter: { grant }, pagination: { page: 1, perPage: 10 }, sort: { field: 'id', order: 'DESC' } });
  const mayRevoke = useMay('tokens:revoke');
  if (!data) return null;
  if (data.length === 0) return <Typography variant="body2">None is alive.</Typography>;
  return (
    <>
      <List dense disablePadding>
        {data.map(({ jti, status, issued_at, expires_at }) => (
          <ListItem key={jti} disableGutters secondaryAction={mayRevoke && status === 'live' && <RevokeAccess jti={jti} />}>
            <ListItemText
              primary={<>Issued <When at={issued_at} />, ends <When at={expires_at} /></>}
              secondary={jti}
              slotProps={{ secondary: { sx: { wordBreak: 'break-all', pr: 6 } } }}
            />
          </ListItem>
        ))}
      </List>
      {pageInfo?.hasNextPage && <Link to={`/access-tokens?filter=${encodeURIComponent(JSON.stringify({ grant }))}`}>All of them</Link>}
    </>
  );
}

/** Ends one access token alone. */
export const RevokeAccess = ({ jti }: { jti: string }) => (
  <Act label="Revoke" path={`access-tokens/${jti}/revoke`} color="error" done="It is revoked">
    Introspection and userinfo refuse it at once. Who verifies it for himself accepts it until it ends.
  </Act>
);

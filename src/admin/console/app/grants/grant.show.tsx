import { Card } from '@mui/material';
import { Link, Show, TopToolbar, useRecordContext, type RaRecord } from 'react-admin';
import { Facts } from '../shared/facts.js';
import { AccountLink, ClientLink } from '../shared/links.js';
import { When } from '../shared/moment.js';
import { Status } from '../shared/status.js';
import { sayProofs } from '../shared/words.js';
import { RevokeGrant } from './grant.list.js';

type Granted = RaRecord & { client: string; client_name: string; account: string; username: string | null };

function Grant() {
  const grant = useRecordContext<Granted>();
  if (!grant) return null;
  return (
    <Card variant="outlined" sx={{ p: 2 }}>
      <Facts
        of={[
          ['State', <Status key="state" value={grant.status} />],
          ['Why it is over', grant.ended_reason?.replaceAll('_', ' ') ?? null],
          ['Application', <ClientLink key="client" of={grant } />],
          ['Account', <AccountLink key="account" of={grant } />],
          ['Granted', <When key="granted" at={grant.created_at} />],
          ['Logged in', <When key="login" at={grant.auth_time} />],
          ['By', sayProofs(grant.amr)],
          ['Scopes', grant.scopes.join(' ')],
          ['Resources', grant.resources.length > 0 ? grant.resources.join(' ') : null],
          ['Refresh token', grant.has_refresh_token ? <Link to={`/tokens/${grant.id}/show`}>Its page</Link> : 'none'],
          ['Access tokens', <Link key="access" to={`/access-tokens?filter=${encodeURIComponent(JSON.stringify({ grant: grant.id }))}`}>Those of this grant</Link>],
          ['ID', grant.id],
        ]}
      />
    </Card>
  );
}

const Actions = () => (
  <TopToolbar>
    <RevokeGrant />
  </TopToolbar>
);

/** What a person granted an application in one login. */
export default function GrantShow() {
  return (
    <Show actions={<Actions />} component="div" title="Grant">
      <Grant />
    </Show>
  );
}

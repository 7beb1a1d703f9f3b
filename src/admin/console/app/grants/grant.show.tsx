import { Card } from '@mui/material';
import { Link, Show, TopToolbar, useRecordContext } from 'react-admin';
import { Facts } from '../shared/facts.js';
import { When } from '../shared/moment.js';
import { Status } from '../shared/status.js';
import { RevokeGrant } from './grant.list.js';

function Grant() {
  const grant = useRecordContext();
  if (!grant) return null;
  return (
    <Card variant="outlined" sx={{ p: 2 }}>
      <Facts
        of={[
          ['State', <Status key="state" value={grant.status} />],
          ['Why it is over', grant.ended_reason?.replaceAll('_', ' ') ?? null],
          ['Application', `${grant.client_name} (${grant.client})`],
          ['Account', `${grant.username} (${grant.account})`],
          ['Granted', <When key="granted" at={grant.created_at} />],
          ['Logged in', <When key="login" at={grant.auth_time} />],
          ['By', grant.amr.join(', ')],
          ['Scopes', grant.scopes.join(' ')],
          ['Resources', grant.resources.length > 0 ? grant.resources.join(' ') : null],
          ['Refresh token', grant.has_refresh_token ? <Link to={`/tokens/${grant.id}/show`}>Its page</Link> : 'none'],
          ['Access tokens', <Link key="access" to={`/access-tokens?filter=${encodeURIComponent(JSON.stringify({ grant: grant.id }))}`}>Those of this grant</Link>],
          ['Id', grant.id],
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

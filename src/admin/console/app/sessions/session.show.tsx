import Logout from '@mui/icons-material/Logout';
import { Show, TopToolbar, useRecordContext } from 'react-admin';
import { deviceOf } from '../../../../protocol/device.js';
import { pathOf } from '../data.provider.js';
import { Act } from '../shared/act.js';
import { Facts } from '../shared/facts.js';
import { listOf, pageOf, To } from '../shared/links.js';
import { When } from '../shared/moment.js';
import { Part } from '../shared/part.js';
import { useMay } from '../shared/rights.js';
import { Status } from '../shared/status.js';
import { sayProofs } from '../shared/words.js';
import type { Session } from './session.js';

function Acts() {
  const session = useRecordContext<Session>();
  const mayRevoke = useMay('tokens:revoke');
  if (!session || !mayRevoke || !['live', 'suspended'].includes(session.status)) return <TopToolbar />;
  return (
    <TopToolbar>
      <Act label="Log out this device" path={`${pathOf('sessions', session.id)}/logout`} icon={<Logout />} color="warning" done="It is logged out">
        What would end if {session.username} logged out there ends. Offline access lives on.
      </Act>
    </TopToolbar>
  );
}

function Page() {
  const session = useRecordContext<Session>();
  if (!session) return null;
  const { id, account, username, amr, ip, user_agent } = session;
  return (
    <Part title="Login session">
      <Facts
        of={[
          ['State', <Status key="state" value={session.status} />],
          ['Account', <To key="account" to={pageOf('accounts', account)}>{username}</To>],
          ['Device', deviceOf(user_agent) ?? 'unknown'],
          ['Address', ip],
          ['Begun', <When key="begun" at={session.created_at} />],
          ['Password given', <When key="auth" at={session.auth_time} />],
          ['Last seen', <When key="seen" at={session.last_seen_at} />],
          ['Ends', <When key="ends" at={session.expires_at} />],
          ['Ended', session.ended_at && <When at={session.ended_at} />],
          ['Logged in by', sayProofs(amr)],
          ['Tokens', <To key="tokens" to={listOf('tokens', { session: id })}>Refresh tokens of this login</To>],
          ['Other sessions', <To key="others" to={listOf('sessions', { account })}>Where else {username} is logged in</To>],
          ['Agent', user_agent],
          ['ID (sid)', id],
        ]}
      />
    </Part>
  );
}

function Title() {
  const session = useRecordContext<Session>();
  return <>{session ? `${session.username} on ${deviceOf(session.user_agent) ?? 'an unknown device'}` : 'Session'}</>;
}

/** A person’s login in one browser. */
export default function SessionShow() {
  return (
    <Show actions={<Acts />} title={<Title />} component="div">
      <Page />
    </Show>
  );
}

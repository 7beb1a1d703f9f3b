import { Stack } from '@mui/material';
import { Show, useRecordContext } from 'react-admin';
import { Facts } from '../shared/facts.js';
import { listOf, To } from '../shared/links.js';
import { When } from '../shared/moment.js';
import { Part } from '../shared/part.js';
import { Status } from '../shared/status.js';
import { labelOf } from '../shared/words.js';
import { AccountActs } from './account.acts.js';
import { AccountErasure } from './account.erasure.js';
import { ADDRESS, CLAIMS } from './account.fields.js';
import type { Account } from './account.js';

function Standing({ of: account }: { of: Account }) {
  const { id, username, roles } = account;
  return (
    <Facts
      of={[
        ['State', <Status key="state" value={account.status} />],
        ['Username', username],
        ['ID (sub)', id],
        ['Roles', roles.length > 0 ? roles.join(', ') : 'none'],
        ['Made', <When key="made" at={account.created_at} />],
        ['Changed', <When key="changed" at={account.updated_at} />],
        ['Password changed', <When key="password" at={account.password_changed_at} absent="never" />],
        ['Disabled', account.disabled_at && <When at={account.disabled_at} />],
      ]}
    />
  );
}

const Holdings = ({ of: { id, live_tokens, live_sessions, last_login_at } }: { of: Account }) => (
  <Facts
    of={[
      ['Last login', <When key="login" at={last_login_at} absent="never" />],
      ['Live sessions', <To key="live sessions" to={listOf('sessions', { account: id, status: 'live' })}>{live_sessions}</To>],
      ['Live tokens', <To key="live tokens" to={listOf('tokens', { account: id, status: ['live'] })}>{live_tokens}</To>],
      ['All sessions', <To key="sessions" to={listOf('sessions', { account: id })}>Where they are or were logged in</To>],
      ['All tokens', <To key="tokens" to={listOf('tokens', { account: id })}>Refresh tokens of this account</To>],
    ]}
  />
);

/** What is known of the person, claim by claim. */
function Claims({ of: { claims } }: { of: Account }) {
  const told: Record<string, unknown> = { ...claims, ...(claims.address as object | undefined) };
  const fields = [...CLAIMS, ...ADDRESS].filter(({ name }) => told[name] !== undefined);
  if (fields.length === 0) return <>Nothing is known.</>;
  return <Facts of={fields.map(({ name, kind }) => [labelOf(name), kind === 'yes' ? (told[name] ? 'yes' : 'no') : String(told[name])])} />;
}

function Page() {
  const account = useRecordContext<Account>();
  if (!account) return null;
  return (
    <Stack direction={{ xs: 'column', md: 'row' }} sx={{ gap: 2, alignItems: { md: 'flex-start' } }}>
      <Stack sx={{ flex: 1, minWidth: 0, gap: 2 }}>
        <Part title="Account">
          <Standing of={account} />
        </Part>
        {account.status === 'deleted' && <AccountErasure of={account} />}
        <Part title="What it lives by">
          <Holdings of={account} />
        </Part>
      </Stack>
      <Stack sx={{ flex: 1, minWidth: 0 }}>
        <Part title="What applications may be told">
          <Claims of={account} />
        </Part>
      </Stack>
    </Stack>
  );
}

function Title() {
  const account = useRecordContext<Account>();
  return <>{account?.username ?? 'Account'}</>;
}

/** A person who can log in. */
export default function AccountShow() {
  return (
    <Show actions={<AccountActs />} title={<Title />} component="div">
      <Page />
    </Show>
  );
}

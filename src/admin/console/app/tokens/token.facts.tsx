import { Facts } from '../shared/facts.js';
import { AccountLink, ClientLink } from '../shared/links.js';
import { When } from '../shared/moment.js';
import { Status } from '../shared/status.js';
import { deviceOf } from '../../../../protocol/device.js';
import { inWords } from './token.filters.js';
import type { Token, TokenPlace } from './token.js';

/** What it is, whose, and how long. */
export function TokenFacts({ of: token }: { of: Token }) {
  const { scopes, resources, generation, uses, has_more_uses: hasMore } = token;
  return (
    <Facts
      of={[
        ['State', <Status key="state" value={token.status} />],
        ['Why it is over', token.ended_reason && inWords(token.ended_reason)],
        ['Revoked', token.revoked_at && <When at={token.revoked_at} />],
        ['Frozen', token.status === 'frozen' ? <Freeze of={token} /> : null],
        ['To be rotated', token.rotate_next_at && <>by the next refresh, ordered <When at={token.rotate_next_at} /></>],
        ['Application', <ClientLink key="client" of={token} />],
        ['Account', <AccountLink key="account" of={token} />],
        ['Issued', <Moment key="issued" at={token.created_at} place={token.first} />],
        ['Last used', token.last_used_at ? <Moment at={token.last_used_at} place={token.last} /> : 'never'],
        ['Uses', `${uses}${hasMore ? ' or more' : ''}${generation > 0 ? `, rotated ${generation} ${generation === 1 ? 'time' : 'times'}` : ''}`],
        ['Ends', <When key="ends" at={token.expires_at} />],
        ['Ends unused', token.idle_expires_at && <When at={token.idle_expires_at} />],
        ['Policy', token.policy === 'rotate' ? 'a new one at each refresh' : 'the same one comes back at each refresh'],
        ['Bound to a key', token.key_bound ? 'yes (DPoP)' : 'no'],
        ['Scopes', scopes.join(' ')],
        ['Resources', resources.length > 0 ? resources.join(' ') : null],
        ['ID', token.id],
      ]}
    />
  );
}

const Moment = ({ at, place: { ip, user_agent } }: { at: string; place: TokenPlace }) => (
  <>
    <When at={at} />
    {`, ${deviceOf(user_agent) ?? 'unknown device'}${ip ? `, ${ip}` : ''}`}
  </>
);

const Freeze = ({ of: { frozen_at, frozen_until, frozen_reason } }: { of: Token }) => (
  <>
    <When at={frozen_at} />
    {frozen_reason && ` (${inWords(frozen_reason)})`}
    {frozen_until ? <>, until <When at={frozen_until} /></> : ', until it is lifted'}
  </>
);

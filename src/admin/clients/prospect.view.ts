import { ApiProperty } from '@nestjs/swagger';
import type { Prospect } from '../../token/client-families.store.js';

const COUNT = { type: 'integer' } as const;

/** What a change of policy would do to the client's refresh tokens at once, in numbers. */
export class ProspectView {
  @ApiProperty({ ...COUNT, description: 'Those that live now: the sum of `would_end`, `would_rotate`, `would_be_reused` and `unaffected`.' })
  live!: number;

  @ApiProperty({ ...COUNT, description: 'Those that would live no more, for either reason.' })
  would_end!: number;

  @ApiProperty({ ...COUNT, description: 'Of these: unused for longer than the new `refresh_token_idle_ttl`.' })
  would_be_idle_expired!: number;

  @ApiProperty({ ...COUNT, description: 'Of these: their login session is over, and `ends_at_logout` would be set.' })
  would_be_logged_out!: number;

  @ApiProperty({ ...COUNT, description: 'Those that live on and would be rotated at each refresh from now on.' })
  would_rotate!: number;

  @ApiProperty({ ...COUNT, description: 'Those that live on and would no more be rotated.' })
  would_be_reused!: number;

  @ApiProperty(COUNT)
  unaffected!: number;

  @ApiProperty({ ...COUNT, description: 'Of those that live on: more than the new `max_live_tokens`; they would end at their person’s next login.' })
  would_end_at_login!: number;

  @ApiProperty({ ...COUNT, description: 'Those that are idle-expired or logged out now, and would live again.' })
  would_revive!: number;
}

export function showProspects(prospects: readonly Prospect[]): ProspectView {
  const count = (applies: (prospect: Prospect) => boolean) => prospects.filter(applies).reduce((sum, prospect) => sum + prospect.count, 0);
  const ends = ({ was, becomes }: Prospect) => was === 'live' && becomes !== 'live';
  const stays = ({ was, becomes }: Prospect) => was === 'live' && becomes === 'live';
  return {
    live: count(({ was }) => was === 'live'),
    would_end: count(ends),
    would_be_idle_expired: count((one) => ends(one) && one.becomes === 'idle_expired'),
    would_be_logged_out: count((one) => ends(one) && one.becomes === 'ended'),
    would_rotate: count((one) => stays(one) && one.turnsInto === 'rotate'),
    would_be_reused: count((one) => stays(one) && one.turnsInto === 'reuse'),
    unaffected: count((one) => stays(one) && one.turnsInto === null),
    would_end_at_login: count((one) => stays(one) && one.isOverCap),
    would_revive: count(({ was, becomes }) => was !== 'live' && becomes === 'live'),
  };
}

import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { plusSeconds } from '../../protocol/clock.js';
import { TokenListStore } from '../../token/listing/token-list.store.js';
import { lineOfTokens, OPEN, type Finding } from './hygiene.line.js';
import type { HygieneLineView } from './hygiene.view.js';

/** Tokens that nobody needs, or that nobody would give today. */
@Injectable()
export class TokenHygiene {
  constructor(
    private readonly tokens: TokenListStore,
    private readonly settings: Settings,
  ) {}

  async lines(unusedDays: number, now: Date): Promise<HygieneLineView[]> {
    const lines: HygieneLineView[] = [];
    for (const finding of this.findings(unusedDays, now)) lines.push(await lineOfTokens(this.tokens, finding)); // one after the other: refreshes need connections too
    return lines;
  }

  private findings(unusedDays: number, now: Date): Finding[] {
    const unusedSince = plusSeconds(now, -unusedDays * 86_400).toISOString();
    const allowed = this.settings.allowPublicReuse ? 'ALLOW_PUBLIC_REUSE permits it' : 'it is not permitted any more';
    return [
      {
        key: 'tokens_unused',
        why: `Not used for ${unusedDays} days: nobody would miss them, and whoever steals one is not noticed beside its owner.`,
        filter: { status: ['live'], last_used_before: unusedSince },
      },
      {
        key: 'orphans_of_accounts',
        why: 'The account is disabled or deleted: they are refused, but work again if it is ever enabled.',
        filter: { status: OPEN, orphaned_by: ['account'] },
      },
      {
        key: 'orphans_of_clients',
        why: 'The client is disabled: they are refused, but work again if it is ever enabled.',
        filter: { status: OPEN, orphaned_by: ['client'] },
      },
      {
        key: 'orphans_of_resources',
        why: 'Granted for a resource that does not exist any more: access tokens are still made for its name, which may be somebody else’s one day.',
        filter: { status: OPEN, orphaned_by: ['resource'] },
      },
      {
        key: 'past_policy_lifetime',
        why: 'They live longer than the client’s refresh_token_ttl gives today: a shorter one holds for new tokens alone. (Idle lifetimes and rotation hold for all at once.)',
        filter: { status: OPEN, past_policy: ['lifetime'] },
      },
      {
        key: 'past_policy_scope',
        why: 'They have a scope that the client may not ask for today: what was granted before goes on.',
        filter: { status: OPEN, past_policy: ['scope'] },
      },
      {
        key: 'public_reuse',
        why: `Of a public client, bound to no key, and not rotated: whoever steals one keeps it unnoticed until it expires (RFC 9700 §2.2.2); ${allowed}.`,
        filter: { status: OPEN, client_type: 'public', policy: 'reuse', key_bound: false },
      },
    ];
  }
}

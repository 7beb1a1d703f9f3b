/** Whence a token was fetched or used. */
export interface TokenPlace {
  ip: string | null;
  user_agent: string | null;
}

/** A refresh token as the admin API shows it (`TokenView`). */
export interface Token {
  id: string;
  grant: string;
  session: string;
  client: string;
  client_name: string;
  account: string;
  username: string;
  status: string;
  ended_reason: string | null;
  revoked_at: string | null;
  policy: string;
  scopes: string[];
  resources: string[];
  key_bound: boolean;
  created_at: string;
  last_used_at: string | null;
  first: TokenPlace;
  last: TokenPlace;
  expires_at: string;
  idle_expires_at: string | null;
  generation: number;
  uses: number;
  has_more_uses: boolean;
  frozen_at: string | null;
  frozen_until: string | null;
  frozen_reason: string | null;
  rotate_next_at: string | null;
}

/** What can still be refreshed, or could once somebody lifts what stands in the way. */
export const isOpen = ({ status }: Token) => ['live', 'frozen', 'suspended'].includes(status);

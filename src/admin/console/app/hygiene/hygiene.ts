/** One thing to tidy up, as `GET /admin/v1/hygiene` shows it. */
export interface HygieneLine {
  key: string;
  why: string;
  count: number;
  has_more: boolean;
  subjects: string[];
  filter: Record<string, unknown> | null;
  link: string;
}

export interface Hygiene {
  at: string;
  lines: HygieneLine[];
}

/** What a line is about, in a few words. */
export const TITLES: Record<string, string> = {
  ...{ tokens_unused: 'Unused tokens', orphans_of_accounts: 'Tokens of accounts that are over', orphans_of_clients: 'Tokens of clients that are disabled' },
  ...{ orphans_of_resources: 'Tokens for resources that are gone', past_policy_lifetime: 'Tokens that live longer than the policy gives', past_policy_scope: 'Tokens with more scope than the policy gives' },
  ...{ public_reuse: 'Public clients’ tokens that are not rotated', scope_unused: 'A scope that nobody uses', resource_unused: 'A resource that nobody uses' },
  ...{ scopes_never_granted: 'Scopes that were never granted', resources_never_granted: 'Resources that were never granted' },
  ...{ signing_key_due: 'A signing key to be rotated', client_secrets_due: 'Client secrets to be rotated' },
  ...{ client_secrets_overlapping: 'Client secrets whose rotation was not finished', client_secrets_of_old_token_key: 'Client secrets that keep an old key in use' },
};

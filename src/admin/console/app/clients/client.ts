/** A secret that lives; its value is nowhere. */
export interface Secret {
  id: string | null;
  is_current: boolean;
  created_at: string;
  expires_at: string | null;
}

/** A client as the admin API shows it (`ClientView`, and `ClientDetailView` on its own page). */
export interface Client {
  id: string;
  status: string;
  type: string;
  rotation: string;
  metadata: Metadata;
  secrets: Secret[];
  created_at: string;
  updated_at: string;
  disabled_at: string | null;
  deleted_at: string | null;
  live_tokens?: number;
  has_more_live_tokens?: boolean;
  /** In the answer to what made it. */
  client_secret?: string;
}

export interface Metadata {
  client_name: string;
  grant_types: string[];
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  contacts: string[];
  scope: string;
  token_endpoint_auth_method: string;
  require_consent: boolean;
  access_token_ttl: number;
  refresh_token_policy: Policy;
  [member: string]: unknown;
}

export interface Policy {
  rotation?: string;
  retry_window: number;
  refresh_token_ttl: number;
  refresh_token_idle_ttl?: number;
  max_live_tokens?: number;
  without_offline_access: boolean;
  ends_at_logout: boolean;
  theft_action: string;
}

/** What another policy would do, in numbers (`ProspectView`). */
export type Prospects = Record<
  'live' | 'would_end' | 'would_be_idle_expired' | 'would_be_logged_out' | 'would_rotate' | 'would_be_reused' | 'unaffected' | 'would_end_at_login' | 'would_revive',
  number
>;

/** What the API calls kinds of grant and ways to prove oneself, in words. */
export const GRANT_TYPES = [
  { id: 'authorization_code', name: 'authorization_code: people log in' },
  { id: 'refresh_token', name: 'refresh_token: they stay logged in' },
  { id: 'client_credentials', name: 'client_credentials: it acts for itself' },
  { id: 'urn:ietf:params:oauth:grant-type:device_code', name: 'device_code: people allow a device from another' },
] as const;

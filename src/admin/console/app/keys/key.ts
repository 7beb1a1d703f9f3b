/** A signing key as the admin API shows it (`KeyView`). */
export interface Key {
  id: string;
  kid: string;
  alg: string;
  state: 'published' | 'signing' | 'retired' | 'gone';
  created_at: string;
  signs_since: string | null;
  signs_until: string | null;
  in_jwks_until: string | null;
  compromised_at: string | null;
}

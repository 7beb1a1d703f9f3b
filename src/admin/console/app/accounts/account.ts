/** An account as the admin API shows it (`AccountView`, and `AccountDetailView` on its own page). */
export interface Account {
  id: string;
  username: string;
  status: string;
  roles: string[];
  claims: Record<string, unknown>;
  created_at: string;
  updated_at: string;
  password_changed_at: string | null;
  disabled_at: string | null;
  live_tokens?: number;
  live_sessions?: number;
  last_login_at?: string | null;
  /** In the answer to what made it. */
  generated_password?: string | null;
}

/** What each role lets a person do here. */
export const ROLES = [
  { id: 'admin', name: 'admin: reads and changes everything' },
  { id: 'auditor', name: 'auditor: reads everything, changes nothing' },
  { id: 'support', name: 'support: reads accounts and tokens, logs people out' },
] as const;

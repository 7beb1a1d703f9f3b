/** A login session as the admin API shows it (`SessionView`). */
export interface Session {
  id: string;
  account: string;
  username: string;
  status: string;
  created_at: string;
  auth_time: string;
  last_seen_at: string;
  expires_at: string;
  ended_at: string | null;
  acr: string;
  amr: string[];
  ip: string | null;
  user_agent: string | null;
}

-- What oidc-provider keeps: one table for each kind of thing, found by its id, and by whatever else the adapter is asked for.
CREATE TABLE session (id text PRIMARY KEY, payload json NOT NULL, uid text NOT NULL, expires_at timestamptz);
CREATE UNIQUE INDEX session_uid ON session (uid);
CREATE TABLE interaction (id text PRIMARY KEY, payload json NOT NULL, expires_at timestamptz);
CREATE TABLE grant_ (id text PRIMARY KEY, payload json NOT NULL, expires_at timestamptz);
CREATE TABLE authorization_code (id text PRIMARY KEY, payload json NOT NULL, grant_id text, consumed_at bigint, expires_at timestamptz);
CREATE INDEX authorization_code_grant_id ON authorization_code (grant_id);
CREATE TABLE refresh_token (id text PRIMARY KEY, payload json NOT NULL, grant_id text, consumed_at bigint, expires_at timestamptz) WITH (fillfactor = 80);
CREATE INDEX refresh_token_grant_id ON refresh_token (grant_id);
CREATE TABLE access_token (id text PRIMARY KEY, payload json NOT NULL, grant_id text, expires_at timestamptz);
CREATE INDEX access_token_grant_id ON access_token (grant_id);
CREATE TABLE client_credentials (id text PRIMARY KEY, payload json NOT NULL, expires_at timestamptz);

CREATE TABLE account (account_id text PRIMARY KEY, claims json NOT NULL);

-- One row per refresh, as our ledger has it.
CREATE TABLE refresh_audit (
  grant_id text NOT NULL,
  at timestamptz NOT NULL,
  id uuid NOT NULL,
  verdict text NOT NULL,
  client_id text NOT NULL,
  account_id text NOT NULL,
  ip inet,
  user_agent text,
  request_id text NOT NULL,
  scopes text[] NOT NULL,
  resources text[] NOT NULL,
  access_token_jti text,
  access_token_expires_at timestamptz,
  PRIMARY KEY (grant_id, at, id)
);

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of a login and its refreshes. */
export class FirstTables1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE signing_key (
        kid text PRIMARY KEY,
        alg text NOT NULL,
        public_jwk jsonb NOT NULL,
        private_key bytea NOT NULL,
        encryption_key_id text NOT NULL,
        created_at timestamptz NOT NULL,
        retired_at timestamptz
      );

      CREATE TABLE account (
        account_id text PRIMARY KEY,
        username text NOT NULL,
        password_hash text NOT NULL,
        claims jsonb NOT NULL,
        roles text[] NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        disabled_at timestamptz,
        deleted_at timestamptz
      );
      CREATE UNIQUE INDEX account_username ON account (username);

      CREATE TABLE client (
        client_id text PRIMARY KEY,
        client_secret_mac bytea,
        client_secret_key_id text,
        client_name text NOT NULL,
        client_uri text,
        logo_uri text,
        policy_uri text,
        tos_uri text,
        contacts text[] NOT NULL,
        software_id text,
        software_version text,
        application_type text NOT NULL,
        redirect_uris text[] NOT NULL,
        post_logout_redirect_uris text[] NOT NULL,
        grant_types text[] NOT NULL,
        token_endpoint_auth_method text NOT NULL,
        scopes text[] NOT NULL,
        default_max_age integer,
        require_auth_time boolean NOT NULL,
        require_consent boolean NOT NULL,
        id_token_signed_response_alg text NOT NULL,
        authorization_code_ttl integer NOT NULL,
        access_token_ttl integer NOT NULL,
        id_token_ttl integer NOT NULL,
        rotation text NOT NULL,
        retry_window integer NOT NULL,
        refresh_token_ttl integer NOT NULL,
        refresh_token_idle_ttl integer,
        max_live_tokens integer,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        disabled_at timestamptz
      );

      CREATE TABLE resource (
        identifier text PRIMARY KEY,
        scopes text[] NOT NULL
      );

      CREATE TABLE session (
        account_id text NOT NULL REFERENCES account,
        session_id uuid NOT NULL,
        secret_hash bytea NOT NULL,
        acr text NOT NULL,
        amr text[] NOT NULL,
        auth_time timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        ip inet,
        user_agent text,
        PRIMARY KEY (account_id, session_id)
      );
      CREATE INDEX session_expires_at ON session (expires_at);

      CREATE TABLE consent (
        account_id text NOT NULL REFERENCES account,
        client_id text NOT NULL REFERENCES client,
        scopes text[] NOT NULL,
        resources text[] NOT NULL,
        granted_at timestamptz NOT NULL,
        PRIMARY KEY (account_id, client_id)
      );

      CREATE TABLE interaction (
        uid text PRIMARY KEY,
        secret_hash bytea NOT NULL,
        parameters jsonb NOT NULL,
        account_id text REFERENCES account,
        session_id uuid,
        authenticated_at timestamptz,
        consented_at timestamptz,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX interaction_expires_at ON interaction (expires_at);

      CREATE TABLE login_throttle (
        key bytea PRIMARY KEY,
        failures integer NOT NULL,
        failed_at timestamptz NOT NULL
      );
      CREATE INDEX login_throttle_failed_at ON login_throttle (failed_at);

      CREATE TABLE authorization_code (
        grant_id uuid PRIMARY KEY,
        secret_hash bytea NOT NULL,
        client_id text NOT NULL REFERENCES client,
        account_id text NOT NULL REFERENCES account,
        session_id uuid NOT NULL,
        redirect_uri text NOT NULL,
        scopes text[] NOT NULL,
        resources text[] NOT NULL,
        claims jsonb NOT NULL,
        nonce text,
        code_challenge text,
        acr text NOT NULL,
        amr text[] NOT NULL,
        auth_time timestamptz NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        spent_at timestamptz
      );
      CREATE INDEX authorization_code_expires_at ON authorization_code (expires_at);

      CREATE TABLE "grant" (
        grant_id uuid PRIMARY KEY,
        client_id text NOT NULL REFERENCES client,
        account_id text NOT NULL REFERENCES account,
        session_id uuid NOT NULL,
        scopes text[] NOT NULL,
        resources text[] NOT NULL,
        claims jsonb NOT NULL,
        acr text NOT NULL,
        amr text[] NOT NULL,
        auth_time timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_reason text
      );

      CREATE TABLE refresh_token (
        grant_id uuid PRIMARY KEY REFERENCES "grant",
        salt bytea NOT NULL,
        token_key_id text NOT NULL,
        generation integer NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_reason text
      );

      CREATE TABLE revoked_access_token (
        grant_id uuid NOT NULL,
        jti text NOT NULL,
        revoked_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (grant_id, jti)
      );
      CREATE INDEX revoked_access_token_expires_at ON revoked_access_token (expires_at);

      CREATE TABLE refresh_usage (
        grant_id uuid NOT NULL,
        at timestamptz NOT NULL,
        id uuid NOT NULL,
        verdict text NOT NULL,
        reason text,
        generation integer,
        client_id text NOT NULL,
        account_id text,
        session_id uuid,
        ip inet,
        user_agent text,
        request_id text NOT NULL,
        scopes text[] NOT NULL,
        resources text[] NOT NULL,
        access_token_jti text,
        access_token_expires_at timestamptz,
        PRIMARY KEY (grant_id, at, id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE refresh_usage, revoked_access_token, refresh_token, "grant", authorization_code, login_throttle,
        interaction, consent, session, resource, client, account, signing_key;
    `);
  }
}

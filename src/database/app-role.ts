import type { DataSource } from 'typeorm';
import { ConfigError } from '../config/config.error.js';
import { isAppendOnly } from './append-only.decorator.js';

/** The role that the service acts as, whoever it logs in as. It owns nothing, and may only add to what is append-only. */
export const APP_ROLE = 'evergrant_app';

/** SQLSTATE insufficient_privilege. */
const DENIED = '42501';

/** Roles are the whole server's: two databases of one server may come to make it at the same time. */
const MAKE = `
  DO $$
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN
      BEGIN
        CREATE ROLE ${APP_ROLE} NOLOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
    IF NOT pg_has_role('${APP_ROLE}', CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
      GRANT ${APP_ROLE} TO CURRENT_USER;
    END IF;
  END $$`;

/** Makes the role if there is none, lets the owner act as it, and states anew what it may do. For the owner, after the migrations. */
export async function grantToAppRole(owner: DataSource): Promise<void> {
  try {
    await owner.query(MAKE);
  } catch (error) {
    if ((error as { code?: string }).code !== DENIED) throw error;
    const sql = `CREATE ROLE ${APP_ROLE} NOLOGIN; GRANT ${APP_ROLE} TO <the database's owner>`;
    throw new ConfigError(`The service acts as the role ${APP_ROLE}, which the database's owner may not make: have an administrator of the server run: ${sql}`);
  }
  const grants = owner.entityMetadatas.map(({ tableName, target }) => {
    const rights = isAppendOnly(target) ? 'SELECT, INSERT' : 'SELECT, INSERT, UPDATE, DELETE';
    return `REVOKE ALL ON "${tableName}" FROM ${APP_ROLE}, PUBLIC; GRANT ${rights} ON "${tableName}" TO ${APP_ROLE};`;
  });
  await owner.query(`BEGIN; ${grants.join(' ')} COMMIT;`);
}

/** What a connection says that may not act as the role, in words that can be followed; any other error as it is. */
export function explainRole(error: unknown): unknown {
  const { message = '', code } = error as { message?: string; code?: string };
  if (code !== DENIED || !message.includes(APP_ROLE)) return error;
  return new ConfigError(`The user of DATABASE_URL may not act as ${APP_ROLE}: GRANT ${APP_ROLE} TO that user, or leave DATABASE_OWNER_URL away and let DATABASE_URL name the owner.`);
}

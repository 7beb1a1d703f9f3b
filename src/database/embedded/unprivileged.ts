import { spawnSync, type SpawnOptions } from 'node:child_process';
import { ConfigError } from '../../config/config.error.js';

type Command = [command: string, args: string[], options: Pick<SpawnOptions, 'uid' | 'gid'>];

const NOBODY = 65534;

/**
 * How to run a program that refuses to be root. As an ordinary user: as it is. As root: in a user namespace in which we are
 * somebody else (our files stay reachable), or, where namespaces are forbidden (containers), as `nobody`.
 */
export function unprivileged(program: string): (program: string, args: string[]) => Command {
  if (process.getuid?.() !== 0) return (path, args) => [path, args, {}];
  const namespace = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
  const works = (command: string, args: string[], options = {}) => spawnSync(command, args, options).status === 0;
  if (works('unshare', [...namespace, program, '--version'])) return (path, args) => ['unshare', [...namespace, path, ...args], {}];
  const nobody = { uid: NOBODY, gid: NOBODY };
  if (works(program, ['--version'], nobody)) return (path, args) => [path, args, nobody];
  throw new ConfigError(
    `PostgreSQL does not run as root, and the user nobody may not enter ${program}: run as an ordinary user, move to a folder that everybody may enter, or set DATABASE_URL.`,
  );
}

export type RunAs = ReturnType<typeof unprivileged>;

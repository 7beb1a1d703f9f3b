import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { validateSync } from 'class-validator';
import { ConfigError } from './config.error.js';
import { describeSettings, type SettingDescription } from './setting.decorator.js';
import { Settings } from './settings.js';

type Environment = Record<string, string | undefined>;

/** Reads, validates, completes and freezes the settings. Throws a ConfigError that names every fault at once. */
export function loadSettings(environment: Environment): Settings {
  const faults: string[] = [];
  const settings = new Settings();
  for (const described of describeSettings(Settings.prototype)) {
    const text = readText(environment, described, faults) ?? described.default;
    const value = text === undefined ? undefined : (described.parse?.(text) ?? text);
    Object.assign(settings, { [described.property]: value });
  }
  const names = new Map(describeSettings(Settings.prototype).map(({ property, name }) => [property, name]));
  for (const { property, constraints = {} } of validateSync(settings, { stopAtFirstError: true })) {
    const [message = ''] = Object.values(constraints);
    faults.push(`${names.get(property)} ${message.replace(new RegExp(`^${property} `), '')}`);
  }
  if (faults.length > 0) throw new ConfigError('The settings are not usable', faults);
  return complete(settings);
}

/** `NAME`, or the content of the file that `NAME_FILE` names, as Docker secrets come. Empty counts as absent. */
function readText(environment: Environment, { name }: SettingDescription, faults: string[]): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file) return environment[name]?.trim() || undefined;
  if (environment[name]) faults.push(`${name} and ${name}_FILE are both set; keep one`);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    faults.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

function complete(settings: Settings): Settings {
  settings.publicUrl ??= `http://localhost:${settings.port}`;
  settings.dataDir = resolve(settings.dataDir);
  if (!settings.databaseUrl) {
    mkdirSync(settings.dataDir, { recursive: true });
    settings.tokenKeys ??= generatedKey(settings.dataDir, 'token-keys');
    settings.encryptionKeys ??= generatedKey(settings.dataDir, 'encryption-keys');
  }
  return Object.freeze(settings);
}

/** The ring in the named file, made on first use; only its owner may read it. */
function generatedKey(dataDir: string, fileName: string): string {
  const file = join(dataDir, fileName);
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { ConfigError } from '../config/config.error.js';
import { BootstrapFile } from './bootstrap-file.js';

/** Reads and checks a bootstrap file. Throws a ConfigError with the path of each fault; values are never repeated in it. */
export function readBootstrapFile(path: string): BootstrapFile {
  const content = parseJson(path);
  const file = plainToInstance(BootstrapFile, content, { exposeDefaultValues: true });
  const faults = validateSync(file, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true }).flatMap((error) => describe(error, ''));
  if (faults.length === 0) faults.push(...repeated(file));
  if (faults.length > 0) throw new ConfigError(`The bootstrap file ${path} is not usable`, faults);
  return file;
}

function parseJson(path: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  } catch (error) {
    throw new ConfigError(`The bootstrap file ${path} cannot be read as JSON: ${(error as NodeJS.ErrnoException).code ?? 'its syntax is wrong'}`);
  }
  throw new ConfigError(`The bootstrap file ${path} must be a JSON object`);
}

/** `clients[0].redirect_uris: must be …` */
function describe({ property, constraints = {}, children = [] }: ValidationError, parent: string): string[] {
  const path = /^\d+$/.test(property) ? `${parent}[${property}]` : parent ? `${parent}.${property}` : property;
  const own = Object.entries(constraints).map(([rule, message]) =>
    rule === 'whitelistValidation' ? `${path}: is not known here` : `${path}: ${message.replace(`${property} `, '')}`,
  );
  return [...own, ...children.flatMap((child) => describe(child, path))];
}

/** Two entries of one name would make the outcome depend on their order. */
function repeated({ clients, accounts, resources }: BootstrapFile): string[] {
  const keys = {
    'clients.client_id': clients.map((client) => client.client_id),
    'accounts.username': accounts.map((account) => account.username),
    'accounts.sub': accounts.map((account) => account.sub).filter(Boolean),
    'resources.identifier': resources.map((resource) => resource.identifier),
  };
  return Object.entries(keys).flatMap(([path, values]) => (new Set(values).size < values.length ? [`${path}: stands there twice`] : []));
}

import { isIP } from 'node:net';
import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsUrl, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { Satisfies } from './satisfies.decorator.js';
import { KeyRing } from './key-ring.js';
import { Setting } from './setting.decorator.js';

const KEY_RING_HINT = 'must be one or more base64url keys of 32 bytes or more, separated by commas, none of them twice';

/** Every setting once: its environment variable, type, default and meaning. Read and frozen at boot by `loadSettings`. */
export class Settings {
  @Setting({ default: '3000', parse: Number, meaning: 'TCP port to listen on.' })
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(65535)
  port!: number;

  @Setting({ default: '127.0.0.1', meaning: 'Address to listen on. Use `0.0.0.0` or `::` behind a TLS proxy.' })
  @IsNotEmpty()
  host!: string;

  @Setting({
    default: '1',
    parse: Number,
    meaning: 'Server processes behind the one port, each with up to 10 connections to the database; as many as there are cores for it.',
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(128)
  workers!: number;

  @Setting({
    default: '256',
    parse: Number,
    meaning: 'Requests that one process has in hand at a time; more are answered 503 with `Retry-After` at once, and spend nothing.',
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  maxConcurrentRequests!: number;

  @Setting({
    defaultMeaning: '`http://localhost:<PORT>`',
    parse: (text) => text.replace(/\/$/, ''),
    meaning: 'The URL people and applications reach the service at; the issuer is this plus `/oidc`. https, except on localhost.',
  })
  @IsOptional()
  @Satisfies(isPublicUrl, 'must be an https origin, such as https://id.example.com (http only on localhost), without path or credentials')
  publicUrl!: string;

  @Setting({ defaultMeaning: 'an embedded PostgreSQL', meaning: '`postgres://` URL of the database. Without it, one is run in `DATA_DIR`, with demo data.' })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/./, { message: 'must be a postgres:// URL' })
  databaseUrl?: string;

  @Setting({
    defaultMeaning: '`DATABASE_URL`',
    meaning: 'The same database as its owner, who migrates it and keeps up the ledger; `DATABASE_URL` may then be of a user who is no more than a member of `evergrant_app`.',
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/./, { message: 'must be a postgres:// URL' })
  databaseOwnerUrl?: string;

  @Setting({ default: './.data', meaning: 'Folder of the embedded PostgreSQL and of the generated keys.' })
  @IsNotEmpty()
  dataDir!: string;

  @Setting({ defaultMeaning: 'the demo data when the database is embedded', meaning: 'JSON file of clients, accounts and resources to create or update at each start.' })
  @IsOptional()
  @IsNotEmpty()
  bootstrapFile?: string;

  @Setting({
    defaultMeaning: 'generated in `DATA_DIR` when the database is embedded',
    meaning: 'Key ring that authenticates refresh tokens and client secrets: base64url keys of 32 bytes, comma-separated; the first signs, all verify.',
  })
  @ValidateIf((settings: Settings) => settings.databaseUrl !== undefined || settings.tokenKeys !== undefined)
  @Satisfies(isKeyRing, KEY_RING_HINT)
  @IsNotEmpty({ message: 'is required with DATABASE_URL; make one with: openssl rand -base64 32' }) // decorators are judged last to first
  tokenKeys!: string;

  @Setting({
    defaultMeaning: 'generated in `DATA_DIR` when the database is embedded',
    meaning: 'Key ring that encrypts private signing keys in the database: same form; the first encrypts, all decrypt.',
  })
  @ValidateIf((settings: Settings) => settings.databaseUrl !== undefined || settings.encryptionKeys !== undefined)
  @Satisfies(isKeyRing, KEY_RING_HINT)
  @IsNotEmpty({ message: 'is required with DATABASE_URL; make one with: openssl rand -base64 32' }) // decorators are judged last to first
  encryptionKeys!: string;

  @Setting({ default: 'info', meaning: 'Least level that is logged: `fatal`, `error`, `warn`, `info`, `debug` or `silent`.' })
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
  logLevel!: string;

  @Setting({
    default: '',
    defaultMeaning: 'none',
    parse: (text) => text.split(',').map((part) => part.trim()).filter(Boolean),
    meaning: 'Addresses or networks (CIDR), comma-separated, of the proxies whose `X-Forwarded-For` is believed.',
  })
  @Satisfies(areNetworks, 'must be IP addresses or CIDR networks, separated by commas')
  trustProxy!: string[];

  @Setting({
    default: 'false',
    parse: (text) => ({ true: true, false: false })[text] ?? text,
    meaning: 'Whether a public client may be set to `reuse`: whoever steals its refresh token then keeps it until it expires.',
  })
  @IsBoolean({ message: 'must be true or false' })
  allowPublicReuse!: boolean;

  @Setting({
    default: '600',
    parse: Number,
    meaning: 'Refreshes per minute of one family by one client, all of them at once if need be; each process counts for itself. 0 switches it off.',
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  refreshRateLimit!: number;

  @Setting({ default: '0', parse: Number, meaning: 'Refreshes per minute of all families of one client together, likewise. 0 switches it off.' })
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  clientRefreshRateLimit!: number;

  @Setting({
    default: 'off',
    parse: (text) => ({ off: false, required: true })[text] ?? text,
    meaning: 'Whether a DPoP proof must carry a nonce of ours, `off` or `required`: proofs made in advance are then worthless.',
  })
  @IsBoolean({ message: 'must be off or required' })
  dpopNonce!: boolean;

  @Setting({ defaultMeaning: 'none', meaning: 'The name at the top of the pages that people see.' })
  @IsOptional()
  @MaxLength(60)
  brandName?: string;

  @Setting({ defaultMeaning: 'none', meaning: 'https URL of the logo in its place.' })
  @IsOptional()
  @IsUrl({ protocols: ['https'], require_protocol: true, require_tld: false })
  brandLogo?: string;

  @Setting({ defaultMeaning: 'none', meaning: 'Colour of the pages’ links and buttons, `#rrggbb`; a client may have its own. Darkened or lightened as far as it must be to be read.' })
  @IsOptional()
  @Matches(/^#[0-9a-f]{6}$/i, { message: 'must be #rrggbb' })
  brandColor?: string;

  @Setting({
    default: '400',
    parse: Number,
    meaning: 'Days for which the ledger is kept, by whole months; no fewer than the longest `refresh_token_ttl`. 0 keeps it for ever.',
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  ledgerRetentionDays!: number;

  @Setting({ defaultMeaning: 'none', meaning: 'Where each seal of the ledger is posted to as NDJSON of OCSF events: an https URL (http only on localhost).' })
  @IsOptional()
  @Satisfies(isSinkOf('https:', 'http:'), 'must be an https URL (http only on localhost) without credentials')
  ledgerWebhookUrl?: string;

  @Setting({ defaultMeaning: 'none', meaning: 'Signs what is posted there (HMAC-SHA-256, header `Evergrant-Signature`); at least 32 characters, required with it.' })
  @ValidateIf((settings: Settings) => settings.ledgerWebhookUrl !== undefined || settings.ledgerWebhookSecret !== undefined)
  @Satisfies((value) => typeof value === 'string' && value.length >= 32, 'must have at least 32 characters, and is required with LEDGER_WEBHOOK_URL')
  ledgerWebhookSecret?: string;

  @Setting({ defaultMeaning: 'none', meaning: 'Where each row of the ledger is sent to as syslog (RFC 5424), such as `tls://logs.example.com:6514` (`tcp:` only on localhost).' })
  @IsOptional()
  @Satisfies(isSinkOf('tls:', 'tcp:'), 'must be a tls:// URL (tcp:// only on localhost) of a host and port')
  ledgerSyslog?: string;

  @Setting({
    default: '90',
    parse: Number,
    meaning: 'Days for which a key signs before another is published and follows it. 0 leaves that to `POST /admin/v1/keys/rotate`.',
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  @Max(3650)
  signingKeyRotationDays!: number;

  /** The issuer identifier (OpenID Connect Discovery §3). */
  get issuer(): string {
    return `${this.publicUrl}/oidc`;
  }

  /** The audience of our own API of this name (RFC 8707). */
  resourceOf(api: OwnApi): string {
    return `${this.publicUrl}/${api}`;
  }

  /** Cookies are `Secure` and `__Host-` exactly when people arrive over https. */
  get isSecure(): boolean {
    return this.publicUrl.startsWith('https:');
  }
}

/** The APIs of this service that access tokens are for. */
export const OWN_APIS = ['admin', 'account'] as const;
export type OwnApi = (typeof OWN_APIS)[number];

/** http is for loopback hosts alone: elsewhere codes and tokens would cross the network in the clear. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** A URL that nobody listens in on; the second protocol is for loopback hosts alone. */
function isSinkOf(secure: string, open: string): (value: unknown) => boolean {
  return function isSink(value) {
    if (!URL.canParse(String(value))) return false;
    const { protocol, hostname, username, password } = new URL(String(value));
    return hostname !== '' && username === '' && password === '' && (protocol === secure || (protocol === open && isLoopbackHost(hostname)));
  };
}

function isPublicUrl(value: unknown): boolean {
  if (!URL.canParse(String(value))) return false;
  const url = new URL(String(value));
  const bare = url.href === `${url.origin}/`;
  return bare && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname)));
}

function isKeyRing(value: unknown): boolean {
  try {
    return KeyRing.parse(String(value)) !== undefined;
  } catch {
    return false;
  }
}

function areNetworks(value: unknown): boolean {
  return (value as string[]).every((network) => {
    const [address, bits, ...rest] = network.split('/');
    const version = isIP(address!);
    const widest = version === 4 ? 32 : 128;
    return version > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= widest));
  });
}

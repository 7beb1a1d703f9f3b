import { Chance } from './chance.js';
import type { Population, SeededClient, SeededFamily, SeededUse } from './population.js';

const DAY = 86_400_000;
const SPAN = 90 * DAY;
const API = 'https://api.example/';
const SCOPES = ['openid', 'profile', 'offline_access'];
const ORDERS = ['orders:read', 'orders:write'];

/** Out of a thousand families. */
const OF_THOUSAND = { revoked: 120, replayed: 124, grantEnded: 130, frozen: 132 };

/** Forty applications, a few of which have most of the people: web, on devices, and programs of the house; some disabled, loose or changed since. */
function clients(): SeededClient[] {
  return Array.from({ length: 40 }, (_, n) => {
    const isPublic = n % 3 === 1;
    const idle = n % 4 === 2 ? 7 * 86_400 : null;
    const wasLonger = n % 8 === 7; // than it is now
    return {
      ...{ id: `app-${n}`, isPublic, rotation: isPublic && n !== 10 ? 'rotate' : 'reuse', resources: n % 2 ? [API] : [], lifetime: (n % 5 === 3 ? 90 : 30) * 86_400 },
      scopes: n % 2 ? [...SCOPES, ...ORDERS] : SCOPES,
      columns: {
        ...{ rotation: n === 10 ? 'reuse' : null, refresh_token_idle_ttl: idle, refresh_token_ttl: wasLonger ? 14 * 86_400 : (n % 5 === 3 ? 90 : 30) * 86_400 },
        ...{ disabled_at: n === 33 ? new Date() : null, scopes: n === 29 ? SCOPES : [...SCOPES, ...(n % 2 ? ORDERS : []), 'email'] },
      },
    };
  });
}

/** People as they are: logins of ninety days, more of them lately, skewed over clients and accounts, used from home and from elsewhere, some ended. */
export class EverydayPopulation implements Population {
  readonly accounts: number;
  readonly newClients = clients();

  /** @param uses of each family, on average */
  constructor(
    readonly families: number,
    private readonly uses: number,
    readonly now: number,
  ) {
    this.accounts = Math.ceil(families / 3);
  }

  familyOf(n: number): SeededFamily {
    const chance = new Chance(n);
    const client = this.newClients[chance.skewed(this.newClients.length)]!;
    const issuedAt = tenth(this.now - SPAN * (1 - n / (this.families + 1)) ** 2);
    const expiresAt = issuedAt + client.lifetime * 1000;
    const fate = chance.below(1000);
    const at = issuedAt + Math.floor(chance.share() * (Math.min(expiresAt, this.now) - issuedAt));
    const ended = fate < OF_THOUSAND.grantEnded ? { at, reason: reasonOf(fate), isGrantAlone: fate >= OF_THOUSAND.replayed } : null;
    const account = 1 + Math.floor(this.accounts * chance.share() ** 1.5);
    return {
      ...{ grantId: chance.uuid(issuedAt), client, account, sessionId: chance.uuid(issuedAt), issuedAt, expiresAt, ended },
      frozenAt: ended === null && fate < OF_THOUSAND.frozen ? at : null,
      jkt: client.isPublic && chance.happens(0.05) ? chance.hex(43) : null,
      ...placeOf(account, chance),
    };
  }

  usesOf(n: number, { issuedAt, expiresAt, ended }: SeededFamily): number[] {
    const chance = new Chance(n + 0x40000000);
    if (chance.happens(0.05)) return [];
    const end = Math.min(expiresAt, this.now, ended?.at ?? Infinity);
    const count = Math.min(20 * this.uses, Math.floor((-this.uses / 0.9) * Math.log(1 - chance.share())));
    const silent = chance.happens(0.3) ? chance.share() : 1; // for the rest of its life
    const moments = Array.from({ length: count }, () => tenth(issuedAt + chance.share() * silent * (end - issuedAt)));
    return [...new Set(moments)].sort((a, b) => a - b);
  }

  useOf(n: number, { client, account, ip, userAgent }: SeededFamily, at: number): SeededUse {
    const chance = new Chance(n * 31 + (at % 1e9));
    const verdict = chance.happens(0.02) ? ['scope_exceeded', 'rate_limited', 'proof_missing'][chance.below(3)]! : client.rotation === 'rotate' ? 'rotated' : 'reused';
    const scopes = client.id === 'app-5' ? client.scopes.slice(0, -1) : client.scopes;
    return { verdict, scopes, ...(chance.happens(0.85) ? { ip, userAgent } : placeOf(account, chance)) };
  }

  accountOf(n: number) {
    const fate = new Chance(n + 0x20000000).below(1000);
    const at = this.now - fate * (DAY / 10);
    return { disabledAt: fate < 10 ? at : null, deletedAt: fate >= 10 && fate < 12 ? at : null, passwordChangedAt: fate >= 20 && fate < 40 ? at : null };
  }
}

/** The ledger’s order is worked out in tenths of a second. */
const tenth = (milliseconds: number) => Math.floor(milliseconds / 100) * 100;

function reasonOf(fate: number): string {
  if (fate >= OF_THOUSAND.replayed) return 'code_replayed';
  if (fate >= OF_THOUSAND.revoked) return 'token_replayed';
  return fate % 3 === 0 ? 'admin' : 'client_request';
}

/** At home three times out of four, else in a mobile network that many share; an agent that many have, or hardly anybody. */
function placeOf(account: number, chance: Chance): { ip: string; userAgent: string } {
  const home = new Chance(account + 0x10000000);
  const block = home.bits();
  const ip = chance.happens(0.75)
    ? block % 5 === 0
      ? `2001:db8:${(block >>> 16).toString(16)}:${(block & 0xffff).toString(16)}::1`
      : `${[20 + (block >>> 24) % 180, (block >>> 16) & 255, (block >>> 8) & 255, 1 + (block & 127)].join('.')}`
    : `10.${chance.skewed(256)}.${chance.below(256)}.${chance.below(256)}`;
  if (chance.happens(0.00001)) return { ip, userAgent: `Teapot/4.${chance.below(100)} (Kettle)` };
  const [version, system] = [140 - chance.skewed(60), ['X11; Linux x86_64', 'Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7', 'iPhone; CPU iPhone OS 18_1 like Mac OS X'][home.skewed(4)]!];
  return { ip, userAgent: home.bits() % 2 ? `Mozilla/5.0 (${system}) AppleWebKit/537.36 Chrome/${version}.0.0.0 Safari/537.36` : `Mozilla/5.0 (${system}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0` };
}

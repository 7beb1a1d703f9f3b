import { Chance } from './chance.js';
import type { Population, SeededClient, SeededFamily, SeededUse } from './population.js';

const MINUTE = 60_000;
const PLACE = { ip: '127.0.0.1', userAgent: 'node' };

/** Live families alone, half a second apart, one client after the other, each used as often, two to a person: for measuring refreshes. */
export class EvenPopulation implements Population {
  readonly accounts: number;
  readonly newClients = [];

  constructor(
    readonly families: number,
    private readonly uses: number,
    readonly now: number,
    private readonly clients: readonly SeededClient[],
  ) {
    this.accounts = Math.ceil(families / 2);
  }

  familyOf(n: number): SeededFamily {
    const chance = new Chance(n);
    const client = this.clients[n % this.clients.length]!;
    const issuedAt = this.now - (this.uses + 1) * MINUTE;
    const ids = { grantId: chance.uuid(this.now - (this.families - n) * 500), sessionId: chance.uuid(issuedAt) };
    return { ...ids, client, account: Math.ceil(n / 2), issuedAt, expiresAt: issuedAt + client.lifetime * 1000, ended: null, frozenAt: null, jkt: null, ...PLACE };
  }

  usesOf(): number[] {
    return Array.from({ length: this.uses }, (_, n) => this.now - (this.uses - n) * MINUTE);
  }

  useOf(_n: number, { client }: SeededFamily): SeededUse {
    return { verdict: client.rotation === 'rotate' ? 'rotated' : 'reused', scopes: client.scopes, ...PLACE };
  }

  accountOf() {
    return { disabledAt: null, deletedAt: null, passwordChangedAt: null };
  }
}

import { expect } from 'vitest';
import { AccountStore } from '../../src/account/account.store.js';
import { isSuccess, type Verdict } from '../../src/audit/verdict.js';
import { AuthorizationCodeStore } from '../../src/auth/authorization-code.store.js';
import { ConsentStore } from '../../src/auth/consent.store.js';
import type { Session } from '../../src/auth/session.entity.js';
import { SessionStore } from '../../src/auth/session.store.js';
import { ClientStore } from '../../src/client/client.store.js';
import { plusSeconds } from '../../src/protocol/clock.js';
import type { TokenRequest } from '../../src/token/grant-types/grant-type.js';
import { GrantFounder } from '../../src/token/grant.founder.js';
import { RefreshTokenCodec } from '../../src/token/refresh-token.codec.js';
import { RefreshToken } from '../../src/token/refresh-token.entity.js';
import { RefreshTokenReader } from '../../src/token/refresh-token.reader.js';
import { RefreshTokenFinder } from '../../src/token/refresh-token.finder.js';
import { RefreshTokenStore, type Redeemed } from '../../src/token/refresh-token.store.js';
import { ALICE, NATIVE, WEB } from './data.js';
import type { House } from './house.js';
import { ModelFamily, ModelWorld, type ModelAttempt, type ModelPolicy } from './refresh.model.js';

/** Kinds of families: of a confidential client, for good and for the login's time; of a public one, without a key and with. */
export const KINDS = [
  { clientId: WEB.client_id, isPublic: false, isOffline: true, key: null },
  { clientId: WEB.client_id, isPublic: false, isOffline: false, key: null },
  { clientId: NATIVE.client_id, isPublic: true, isOffline: true, key: null },
  { clientId: NATIVE.client_id, isPublic: true, isOffline: true, key: 'key' },
];
export type Kind = (typeof KINDS)[number];

const GRANTED = { scopes: ['openid', 'profile'], resources: ['https://a.example/', 'https://b.example/'] };
const ASKS = {
  all: { scopes: [], resources: [] },
  less: { scopes: ['openid'], resources: ['https://a.example/'] },
  scope: { scopes: ['openid', 'email'], resources: [] },
  target: { scopes: [], resources: ['https://c.example/'] },
};

/** A family in the database and in the model, and every token that it ever gave, by generation. */
export interface Family {
  model: ModelFamily;
  grantId: string;
  scopes: string[];
  tokens: string[];
}

/** How a token is shown. */
export interface Use {
  /** How many generations behind the current one; -1 is one to come. */
  age: number | 'malformed' | 'forged';
  /** So many at once. */
  times: number;
  isByOwner: boolean;
  proof: 'right' | 'wrong' | 'none';
  /** More than was granted of scope or target, or not. */
  ask: keyof typeof ASKS;
}

let plays = 0;

/** One sequence of moves, made in the real store and in the model side by side. */
export class Play {
  /** What the ledger must hold in the end, request by request. */
  readonly attempts: { requestId: string; verdict: Verdict }[] = [];
  readonly world: ModelWorld;
  readonly families: Family[] = [];
  session!: Session;
  private readonly begin: Date;
  private readonly name = `play-${++plays}`;

  constructor(
    readonly house: House,
    private readonly kinds: readonly Kind[],
    private readonly policies: Record<string, ModelPolicy>,
  ) {
    this.begin = house.clock.now();
    this.world = new ModelWorld({ ...policies });
  }

  async logIn(): Promise<void> {
    await this.house.sql('DELETE FROM consent');
    await this.house.sql('UPDATE account SET disabled_at = NULL, password_changed_at = NULL');
    await this.house.sql('UPDATE client SET disabled_at = NULL, without_offline_access = true');
    for (const [clientId, policy] of Object.entries(this.policies)) {
      await this.setPolicy(clientId, policy);
      await this.get(ConsentStore).remember(ALICE.sub, clientId, GRANTED.scopes, GRANTED.resources);
    }
    const account = (await this.get(AccountStore).find(ALICE.sub))!;
    this.session = (await this.get(SessionStore).begin({ account, authTime: this.house.clock.now(), amr: ['pwd'] }, { requestId: this.name, ip: null, userAgent: null }, null)).session;
    for (const kind of this.kinds) this.families.push(await this.found(kind));
    this.advance(1);
  }

  /** Refreshes, and compares what came of it with what the model says. */
  async use(family: Family, { age, times, isByOwner, proof, ask }: Use): Promise<void> {
    const { model } = family;
    const clientId = isByOwner ? model.clientId : KINDS.find((other) => other.clientId !== model.clientId)!.clientId;
    const key = { right: model.key, wrong: 'wrong', none: null }[proof];
    const generation = typeof age === 'number' ? Math.max(0, model.generation - age) : age;
    const attempt: ModelAttempt = { clientId, generation, key, exceeds: ask === 'scope' || ask === 'target' ? ask : null };
    const before = await this.rowOf(family);
    const presented = { token: this.textOf(family, generation, before), ...ASKS[ask] };
    const request = await this.request(clientId, key);
    const uses = Array.from({ length: times }, async (_, n) => {
      const requestId = `${this.name}/${this.attempts.length + n}`;
      const redemption = await this.get(RefreshTokenStore).redeem(presented, { ...request, caller: { ...request.caller, requestId } });
      return { requestId, redemption };
    });
    const redeemed = await Promise.all(uses);
    const predicted = redeemed.map(() => model.redeem(attempt));
    this.attempts.push(...redeemed.map(({ requestId, redemption: { verdict } }) => ({ requestId, verdict })));
    expect(redeemed.map(({ redemption }) => redemption.verdict).toSorted()).toEqual(predicted.toSorted());
    for (const { redemption } of redeemed) {
      if ('refreshToken' in redemption) await this.checkSuccess(redemption, family, before, generation as number, ask);
    }
  }

  /** The promises of the contract about a success, from what the row was before it: whatever the model thinks. */
  private async checkSuccess(redeemed: Redeemed, family: Family, before: RefreshToken, generation: number, ask: Use['ask']): Promise<void> {
    const { verdict, refreshToken, scopes, resources, accessToken } = redeemed;
    const now = this.house.clock.now();
    expect(before.revokedAt).toBeNull();
    expect(before.expiresAt > now && accessToken.expiresAt <= before.expiresAt).toBe(true); // RT-14, RT-15
    if (generation < before.generation) {
      const { retryWindow } = this.world.policies[family.model.clientId]!;
      expect(generation === before.generation - 1 && now < plusSeconds(before.rotatedAt!, retryWindow)).toBe(true); // RT-12
    }
    const known = (family.tokens[family.model.generation] ??= refreshToken);
    expect(refreshToken).toBe(known); // RT-10, RT-11: one successor, however often it is told
    expect(verdict === 'reused').toBe(refreshToken === family.tokens[generation]); // RT-08
    const found = await this.get(RefreshTokenFinder).find(refreshToken);
    expect(found).toMatchObject({ generation: family.model.generation, grant: { grantId: family.grantId } });
    expect({ scopes, resources }).toEqual(ask === 'less' ? ASKS.less : { scopes: family.scopes, resources: GRANTED.resources }); // RT-05, RT-18
  }

  /** Introspection of all tokens that the family ever gave (RT-16): tells what a use would, and the next use finds nothing changed. */
  async look({ model, tokens }: Family): Promise<void> {
    const { clientId, key } = model;
    const client = (await this.get(ClientStore).find(clientId))!;
    for (const [generation, token] of tokens.entries()) {
      const isLive = (await this.get(RefreshTokenReader).findLive(token, client)) !== null;
      expect(isLive, `generation ${generation}`).toBe(isSuccess(model.judge({ clientId, generation, key, exceeds: null })));
    }
  }

  advance(seconds: number): void {
    this.house.clock.advance(seconds);
    this.world.now += seconds;
  }

  /** To the second in which something ends for the family, if that is still to come, or to the one before. */
  advanceTo({ clientId, rotatedAt, usedAt, expiresAt }: ModelFamily, end: 'window' | 'idle' | 'expiry', isEarly: boolean): void {
    const { retryWindow, refreshTokenIdleTtl } = this.world.policies[clientId]!;
    const ends = { window: rotatedAt === null ? 0 : rotatedAt + retryWindow, idle: usedAt + (refreshTokenIdleTtl ?? 0), expiry: expiresAt };
    this.advance(Math.max(0, ends[end] - (isEarly ? 1 : 0) - this.world.now));
  }

  async setPolicy(clientId: string, policy: ModelPolicy): Promise<void> {
    const clients = this.get(ClientStore);
    await clients.save(Object.assign((await clients.find(clientId))!, policy));
    this.world.policies[clientId] = policy;
  }

  /** What must be true once a play is over: the ledger row by row, and each family's row and tokens. */
  async check(): Promise<void> {
    const prefix = `${this.name}/`;
    const rows = await this.house.sql<{ requestId: string; verdict: Verdict }>(
      'SELECT request_id AS "requestId", verdict FROM refresh_usage WHERE starts_with(request_id, $1)',
      [prefix],
    );
    const number = ({ requestId }: { requestId: string }) => Number(requestId.slice(prefix.length));
    expect(rows.toSorted((a, b) => number(a) - number(b))).toEqual(this.attempts);
    for (const family of this.families) {
      const { model, tokens } = family;
      const { generation, revokedAt, expiresAt } = await this.rowOf(family);
      expect({ generation, isRevoked: revokedAt !== null }).toEqual({ generation: model.generation, isRevoked: model.isRevoked });
      expect(expiresAt).toEqual(plusSeconds(this.begin, model.expiresAt)); // RT-13
      expect(new Set(tokens).size).toBe(model.generation + 1);
      await this.look(family);
    }
  }

  /** The instance of one of the house's classes. */
  get<T>(type: abstract new (...args: any[]) => T): T {
    return this.house.app.get(type as any);
  }

  /** Logs in on a client, as the end of the code flow does. */
  private async found({ clientId, isPublic, isOffline, key }: Kind): Promise<Family> {
    const [codes, now] = [this.get(AuthorizationCodeStore), this.house.clock.now()];
    const scopes = isOffline ? [...GRANTED.scopes, 'offline_access'] : GRANTED.scopes;
    const code = await codes.issue({
      ...{ clientId, accountId: ALICE.sub, sessionId: this.session.sessionId, redirectUri: 'https://app.example/callback' },
      ...{ scopes, resources: GRANTED.resources, claims: {}, nonce: null, codeChallenge: null },
      ...{ acr: '1', amr: ['pwd'], authTime: now, expiresAt: plusSeconds(now, 60) },
    });
    const { grant, refreshToken } = (await this.get(GrantFounder).found((await codes.find(code))!, await this.request(clientId, key)))!;
    return { model: new ModelFamily(this.world, clientId, isPublic, isOffline, key), grantId: grant.grantId, scopes, tokens: [refreshToken!] };
  }

  private async request(clientId: string, jkt: string | null): Promise<TokenRequest> {
    const client = (await this.get(ClientStore).find(clientId))!;
    return { client, caller: { requestId: this.name, ip: '192.0.2.1', userAgent: 'play' }, jkt, now: this.house.clock.now() };
  }

  private rowOf({ grantId }: Family): Promise<RefreshToken> {
    return this.house.dataSource.getRepository(RefreshToken).findOneByOrFail({ grantId });
  }

  /** The token of a generation; one of a generation to come has a true MAC. */
  private textOf({ tokens }: Family, generation: ModelAttempt['generation'], row: RefreshToken): string {
    if (generation === 'malformed') return 'evgr_nonsense';
    if (generation === 'forged') return tokens[0]!.replace(/.{9}$/, 'AAAAAAAAA');
    return tokens[generation] ?? this.get(RefreshTokenCodec).encode({ ...row, generation });
  }
}

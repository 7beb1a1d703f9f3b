import type { Verdict } from '../../src/audit/verdict.js';

/** What a client sets, as the refresh contract names it. Durations are seconds, and so are all times here: since the login. */
export interface ModelPolicy {
  rotation: 'reuse' | 'rotate' | null;
  retryWindow: number;
  refreshTokenTtl: number;
  refreshTokenIdleTtl: number | null;
  endsAtLogout: boolean;
}

/** The world around the families of one person who logged in once: plain facts, which a test sets. */
export class ModelWorld {
  now = 0;
  isAccountDisabled = false;
  isPasswordChanged = false;
  sessionEndsAt = 14 * 86_400;
  withdrawn = new Set<string>();
  disabledClients = new Set<string>();

  constructor(readonly policies: Record<string, ModelPolicy>) {}
}

/** One use of a token; one that was never issued is of a generation to come. */
export interface ModelAttempt {
  clientId: string;
  generation: number | 'malformed' | 'forged';
  key: string | null;
  exceeds: 'scope' | 'target' | null;
}

/** One family by the letter of the refresh contract, written without a look at how the product decides. */
export class ModelFamily {
  generation = 0;
  isRevoked = false;
  isFrozen = false;
  isToRotate = false;
  /** Of the last rotation, while its successor is unused (RT-12). */
  rotatedAt: number | null = null;
  usedAt = 0;
  readonly expiresAt: number;

  constructor(
    private readonly world: ModelWorld,
    readonly clientId: string,
    private readonly isPublic: boolean,
    private readonly isOffline: boolean,
    readonly key: string | null,
  ) {
    this.expiresAt = world.policies[clientId]!.refreshTokenTtl; // RT-13: fixed at the login
  }

  /** The verdict, and nothing changes: introspection (RT-16). */
  judge({ clientId, generation, key, exceeds }: ModelAttempt): Verdict {
    const { world } = this;
    const { now } = world;
    const policy = world.policies[this.clientId]!;
    if (generation === 'malformed') return 'malformed';
    if (generation === 'forged' || generation > this.generation) return 'unknown';
    if (clientId !== this.clientId) return 'client_mismatch'; // RT-01
    if (world.disabledClients.has(clientId)) return 'client_disabled';
    if (this.key && key !== this.key) return key ? 'key_mismatch' : 'proof_missing'; // RT-17
    if (this.isRevoked) return 'revoked';
    if (world.withdrawn.has(clientId) || world.isPasswordChanged) return 'grant_revoked'; // RT-04, RT-23
    const isInWindow = this.rotatedAt !== null && now - this.rotatedAt < policy.retryWindow;
    if (generation < this.generation - (isInWindow ? 1 : 0)) return 'replayed'; // RT-09
    if (now >= this.expiresAt) return 'expired'; // RT-14
    if (policy.refreshTokenIdleTtl !== null && now - this.usedAt >= policy.refreshTokenIdleTtl) return 'idle';
    if (world.isAccountDisabled) return 'account_disabled';
    if (now >= world.sessionEndsAt && (!this.isOffline || policy.endsAtLogout)) return 'session_ended'; // RT-22
    if (this.isFrozen) return 'frozen';
    if (exceeds) return exceeds === 'scope' ? 'scope_exceeded' : 'target_exceeded'; // RT-06, RT-18
    if (generation < this.generation) return 'retried';
    const rotation = policy.rotation ?? (this.isPublic && !this.key ? 'rotate' : 'reuse');
    return rotation === 'rotate' || this.isToRotate ? 'rotated' : 'reused'; // RT-08
  }

  /** The verdict, and what it does to the family. */
  redeem(attempt: ModelAttempt): Verdict {
    const verdict = this.judge(attempt);
    if (verdict === 'replayed') this.isRevoked = true;
    if (verdict === 'reused') this.rotatedAt = null;
    if (verdict === 'rotated') [this.generation, this.rotatedAt, this.isToRotate] = [this.generation + 1, this.world.now, false];
    if (verdict === 'reused' || verdict === 'rotated' || verdict === 'retried') this.usedAt = this.world.now;
    return verdict;
  }
}

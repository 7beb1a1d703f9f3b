import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { DataSource, IsNull, MoreThan } from 'typeorm';
import { ConfigError } from '../config/config.error.js';
import { KeyRing } from '../config/key-ring.js';
import { Settings } from '../config/settings.js';
import { withMigrationLock } from '../database/migrate.js';
import { Clock } from '../protocol/clock.js';
import { decryptPrivateKey, encryptPrivateKey } from './private-key.cipher.js';
import { SigningKey } from './signing-key.entity.js';

/** The algorithms that a client may choose for its tokens (RFC 7518 §3.1; RFC 8037 §3.1, with Ed25519). */
export const SIGNING_ALGS = ['RS256', 'ES256', 'EdDSA'] as const;
export type SigningAlg = (typeof SIGNING_ALGS)[number];

const GENERATE: Record<SigningAlg, () => KeyPairKeyObjectResult> = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

export interface PrivateKey {
  kid: string;
  alg: SigningAlg;
  key: KeyObject;
}

/** When a key signed: from its making until the next of its algorithm was made; null while it signs. */
export interface SigningSpan {
  alg: string;
  from: Date;
  until: Date | null;
}

/** The signing keys in the database; makes one for each algorithm that has none yet, at the start. */
@Injectable()
export class SigningKeyStore {
  private readonly logger = new Logger('Keys');
  private readonly ring: KeyRing;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.ring = KeyRing.parse(settings.encryptionKeys);
  }

  /** Makes a key for each algorithm that has none. Takes a lock and connections: for the start. */
  async makeMissing(): Promise<void> {
    await withMigrationLock(this.dataSource, () => this.createMissing());
  }

  /** The newest live private key of each algorithm. Throws ConfigError when ENCRYPTION_KEYS cannot open one. */
  async findPrivateKeys(): Promise<PrivateKey[]> {
    const rows = await this.findLive();
    return SIGNING_ALGS.flatMap((alg) => rows.find((row) => row.alg === alg) ?? []).map((row) => this.open(row));
  }

  /** The public keys of all tokens that may still be valid, newest first (RFC 7517 §5). */
  async findPublicJwks(): Promise<JWK[]> {
    return (await this.findLive()).map(({ publicJwk }) => publicJwk);
  }

  /** Null when there was never such a key. */
  async findSpan(kid: string): Promise<SigningSpan | null> {
    const keys = this.dataSource.getRepository(SigningKey);
    const key = await keys.findOneBy({ kid });
    if (!key) return null;
    const next = await keys.findOne({ where: { alg: key.alg, createdAt: MoreThan(key.createdAt) }, order: { createdAt: 'ASC' } });
    return { alg: key.alg, from: key.createdAt, until: next?.createdAt ?? null };
  }

  /** The ids of keys that have been in use since before then. */
  async findOlderThan(date: Date): Promise<string[]> {
    const keys = await this.findLive();
    return keys.filter(({ createdAt }) => createdAt < date).map(({ kid }) => kid);
  }

  private findLive(): Promise<SigningKey[]> {
    return this.dataSource.getRepository(SigningKey).find({ where: { retiredAt: IsNull() }, order: { createdAt: 'DESC' } });
  }

  private async createMissing(): Promise<void> {
    const present = new Set((await this.findLive()).map(({ alg }) => alg));
    for (const alg of SIGNING_ALGS.filter((one) => !present.has(one))) {
      const { publicKey, privateKey } = GENERATE[alg]();
      const jwk = await exportJWK(publicKey);
      const kid = await calculateJwkThumbprint(jwk);
      await this.dataSource.getRepository(SigningKey).insert({
        kid,
        alg,
        publicJwk: { ...jwk, kid, alg, use: 'sig' },
        privateKey: encryptPrivateKey(privateKey, kid, this.ring.current),
        encryptionKeyId: this.ring.current.id,
        createdAt: this.clock.now(),
        retiredAt: null,
      });
      this.logger.log(`made the ${alg} signing key ${kid}`);
    }
  }

  private open({ kid, alg, privateKey, encryptionKeyId }: SigningKey): PrivateKey {
    const key = this.ring.find(encryptionKeyId);
    if (!key) throw new ConfigError(`ENCRYPTION_KEYS lacks the key ${encryptionKeyId}, which signing key ${kid} is encrypted with: add it back.`);
    return { kid, alg: alg as SigningAlg, key: decryptPrivateKey(privateKey, kid, key) };
  }
}

import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, LessThan, type EntityManager, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { transact } from '../database/transaction.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import type { Parameters } from '../protocol/parameters.js';
import { equalsInConstantTime, hashSecret } from '../protocol/secret.js';
import { Interaction } from './interaction.entity.js';
import type { Proof } from './proof.js';
import type { Session } from './session.entity.js';

/** Seconds that a person may take over one interaction. */
export const INTERACTION_TTL = 3600;

/** What the person has just done. */
export type Deed = Partial<Pick<Interaction, 'authenticatedAt' | 'consentedAt'>>;

/** Interactions: begun for one browser, finished once. */
@Injectable()
export class InteractionStore {
  private readonly interactions: Repository<Interaction>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.interactions = dataSource.getRepository(Interaction);
  }

  /** Keeps an authorization request, an application's or a device's, for the browser that holds the secret. */
  async begin(parameters: Parameters, secret: Buffer, deviceGrantId: string | null = null): Promise<Interaction> {
    const now = this.clock.now();
    const interaction = this.interactions.create({
      uid: randomBytes(16).toString('base64url'),
      secretHash: hashSecret(secret),
      parameters,
      deviceGrantId,
      accountId: null,
      sessionId: null,
      authenticatedAt: null,
      consentedAt: null,
      passwordAccountId: null,
      passwordAt: null,
      createdAt: now,
      expiresAt: plusSeconds(now, INTERACTION_TTL),
    });
    await this.interactions.insert(interaction as QueryDeepPartialEntity<Interaction>);
    return interaction;
  }

  /** The live interaction that the secret opens, or null. */
  async find(uid: string, secret: Buffer): Promise<Interaction | null> {
    const interaction = await this.interactions.findOneBy({ uid });
    const isOpen = interaction && interaction.expiresAt > this.clock.now() && equalsInConstantTime(hashSecret(secret), interaction.secretHash);
    return isOpen ? interaction : null;
  }

  /** Remembers what the person did with this session; what was done with another one counts no more. */
  async advance(interaction: Interaction, { accountId, sessionId }: Session, deed: Deed): Promise<Interaction> {
    const { authenticatedAt, consentedAt } = interaction.sessionId === sessionId ? interaction : { authenticatedAt: null, consentedAt: null };
    const change = { accountId, sessionId, authenticatedAt, consentedAt, ...deed };
    await this.interactions.update({ uid: interaction.uid }, change);
    return { ...interaction, ...change };
  }

  /** Remembers the password while the passkey is asked for. */
  async notePassword({ uid }: Interaction, { account, authTime }: Proof): Promise<void> {
    await this.interactions.update({ uid }, { passwordAccountId: account.accountId, passwordAt: authTime });
  }

  /** Deletes the interaction and does the work in one transaction; null, and nothing done, when it was finished before. */
  finish<T>({ uid }: Interaction, work: (manager: EntityManager) => Promise<T>): Promise<T | null> {
    return transact(this.dataSource, async (manager) => {
      const { affected } = await manager.delete(Interaction, { uid });
      return affected === 1 ? work(manager) : null;
    });
  }

  /** Deletes what has expired. */
  async sweep(now: Date): Promise<void> {
    await this.interactions.delete({ expiresAt: LessThan(now) });
  }
}

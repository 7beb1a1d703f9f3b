import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { transact } from '../database/transaction.js';
import { Clock, plusSeconds } from '../protocol/clock.js';
import { randomSecret } from '../protocol/secret.js';
import { columnsOf } from './client-description.js';
import type { ClientMetadata } from './client-metadata.js';
import { ClientSecretHasher } from './client-secret.js';
import { Client } from './client.entity.js';
import { ClientStore } from './client.store.js';
import type { DeclaredClient } from './declared-client.js';
import { isLive } from './former-client-secret.entity.js';

/** Turns a client's metadata into its row, and keeps its secrets. But for `register`, rows are changed in memory, for the caller to save. */
@Injectable()
export class ClientRegistrar {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clients: ClientStore,
    private readonly secrets: ClientSecretHasher,
    private readonly clock: Clock,
  ) {}

  /**
   * As the bootstrap file declares it: created, or updated where the id is known. A secret that was rotated away over the API stays away;
   * one that an earlier file had may come back. False for a client that has been deleted, which stays so.
   */
  register({ client_id: clientId, client_secret: secret, ...metadata }: DeclaredClient): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const now = this.clock.now();
      const client = (await this.clients.lock(manager, clientId)) ?? blank(clientId, now);
      if (client.deletedAt) return false;
      Object.assign(client, columnsOf(clientId, metadata), { updatedAt: now });
      this.declareSecret(client, secret, now);
      await this.clients.save(client, manager);
      return true;
    });
  }

  /** A new client's row, and the secret that was made for it: null where one was given or none is due. */
  begin(clientId: string, metadata: ClientMetadata, given: string | undefined, now: Date): { client: Client; secret: string | null } {
    const client = Object.assign(blank(clientId, now), columnsOf(clientId, metadata));
    const secret = client.isPublic ? null : (given ?? makeSecret());
    this.setSecret(client, secret, now);
    return { client, secret: given === undefined ? secret : null };
  }

  /** The row gets other metadata. Returns the secret of a client that had none and needs one now; one that becomes public loses its own. */
  change(client: Client, metadata: ClientMetadata, now: Date): string | null {
    Object.assign(client, columnsOf(client.clientId, metadata));
    const secret = !client.isPublic && !client.clientSecretMac ? makeSecret() : null;
    if (secret || client.isPublic) this.replaceSecret(client, secret, now, now);
    return secret;
  }

  /**
   * A new secret becomes the current one. Returns it, or null where it was given.
   * @param overlap seconds for which older ones live on at most, 0 for not at all; null for until they are dropped
   */
  rotateSecret(client: Client, given: string | undefined, overlap: number | null, now: Date): string | null {
    const secret = given ?? makeSecret();
    this.replaceSecret(client, secret, overlap === null ? null : plusSeconds(now, overlap), now);
    return given === undefined ? secret : null;
  }

  /** Ends every secret of a client, for good. */
  endSecrets(client: Client, now: Date): void {
    this.replaceSecret(client, null, now, now);
  }

  /** The file's secret: what it replaces is gone, and no former one. */
  private declareSecret(client: Client, secret: string | undefined, now: Date): void {
    if (secret && this.secrets.isCurrent(client, secret)) {
      // Made with today's first key of TOKEN_KEYS, so that older ones can be retired.
      Object.assign(client, this.secrets.hash(client.clientId, secret), { clientSecretId: client.clientSecretId ?? randomUUID() });
    } else if (!secret || !client.clientSecretMac || !this.secrets.isKnown(client, secret)) {
      endFormers(client, now, now);
      this.setSecret(client, secret ?? null, now);
    }
  }

  /** @param until when the older secrets end at the latest */
  private replaceSecret(client: Client, secret: string | null, until: Date | null, now: Date): void {
    endFormers(client, until, now);
    const { clientId, clientSecretMac: mac, clientSecretKeyId: keyId } = client;
    const [secretId, createdAt] = [client.clientSecretId ?? randomUUID(), client.clientSecretCreatedAt ?? client.createdAt];
    if (mac) client.formerSecrets.unshift({ clientId, secretId, mac, keyId: keyId!, createdAt, expiresAt: until });
    this.setSecret(client, secret, now);
  }

  private setSecret(client: Client, secret: string | null, now: Date): void {
    const made = secret !== null && { ...this.secrets.hash(client.clientId, secret), clientSecretId: randomUUID(), clientSecretCreatedAt: now };
    Object.assign(client, made || NO_SECRET);
  }
}

/** Those that live end then, if not before. */
function endFormers({ formerSecrets }: Client, until: Date | null, now: Date): void {
  for (const former of formerSecrets) {
    if (isLive(former, now) && until && !(former.expiresAt && former.expiresAt < until)) former.expiresAt = until;
  }
}

const NO_SECRET = { clientSecretMac: null, clientSecretKeyId: null, clientSecretId: null, clientSecretCreatedAt: null };

function blank(clientId: string, now: Date): Client {
  return Object.assign(new Client(), { clientId, ...NO_SECRET, createdAt: now, updatedAt: now, disabledAt: null, deletedAt: null, grantsEndedAt: null });
}

/** 256 bits. */
function makeSecret(): string {
  return randomSecret().toString('base64url');
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { metadataOf } from '../../client/client-description.js';
import { CLIENT_STATUSES, type ClientStatus } from '../../client/client-list.store.js';
import { ClientMetadata } from '../../client/client-metadata.js';
import { ROTATIONS, type Client, type Rotation } from '../../client/client.entity.js';
import { isLive } from '../../client/former-client-secret.entity.js';
import { CLIENT_TYPES } from './client.query.js';

const TIME = { format: 'date-time', type: 'string' } as const;
const NO_TIME = { ...TIME, nullable: true } as const;

/** How far the live tokens of a client are counted. */
export const LIVE_COUNTED = 1000;

/** A secret that lives, without a trace of its value. */
export class ClientSecretView {
  @ApiProperty({ format: 'uuid', type: 'string', nullable: true, description: 'Null for one that a server of an older release has set.' })
  id!: string | null;

  @ApiProperty({ description: 'The newest; the others are being replaced by it.' })
  is_current!: boolean;

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty({ ...NO_TIME, description: 'Null for one without an end.' })
  expires_at!: Date | null;
}

/** A registered application. */
export class ClientView {
  @ApiProperty({ example: 'demo-app' })
  id!: string;

  @ApiProperty({ enum: CLIENT_STATUSES })
  status!: ClientStatus;

  @ApiProperty({ enum: CLIENT_TYPES })
  type!: (typeof CLIENT_TYPES)[number];

  @ApiProperty({ enum: ROTATIONS, description: 'In effect, where no key is proved.' })
  rotation!: Rotation;

  @ApiProperty({ description: 'Of RFC 7591 and ours, as the bootstrap file and every write take it.' })
  metadata!: ClientMetadata;

  @ApiProperty({ type: [ClientSecretView], description: 'Those that live, the newest first.' })
  secrets!: ClientSecretView[];

  @ApiProperty(TIME)
  created_at!: Date;

  @ApiProperty(TIME)
  updated_at!: Date;

  @ApiProperty(NO_TIME)
  disabled_at!: Date | null;

  @ApiProperty(NO_TIME)
  deleted_at!: Date | null;
}

/** One client, with what hangs on it. */
export class ClientDetailView extends ClientView {
  @ApiProperty({ type: 'integer', description: `Refresh tokens, counted up to ${LIVE_COUNTED}.` })
  live_tokens!: number;

  @ApiProperty({ description: 'There are more than were counted.' })
  has_more_live_tokens!: boolean;
}

/** A client as it is answered once, when a secret was made for it. */
export class ClientWithSecretView extends ClientView {
  @ApiPropertyOptional({ description: 'Made just now, and shown never again; absent where none was made.' })
  client_secret?: string;
}

export function showClient(client: Client, now: Date): ClientView {
  const { clientId: id, createdAt, updatedAt, disabledAt, deletedAt, isPublic } = client;
  return {
    ...{ id, status: deletedAt ? 'deleted' : disabledAt ? 'disabled' : 'enabled', type: isPublic ? 'public' : 'confidential' },
    ...{ rotation: client.rotation ?? (isPublic ? 'rotate' : 'reuse'), metadata: metadataOf(client), secrets: secretsOf(client, now) },
    ...{ created_at: createdAt, updated_at: updatedAt, disabled_at: disabledAt, deleted_at: deletedAt },
  };
}

export function secretsOf(client: Client, now: Date): ClientSecretView[] {
  const former = client.formerSecrets.filter((secret) => isLive(secret, now));
  const current = { id: client.clientSecretId, is_current: true, created_at: client.clientSecretCreatedAt ?? client.createdAt, expires_at: null };
  return [
    ...(client.clientSecretMac ? [current] : []),
    ...former.map(({ secretId, createdAt, expiresAt }) => ({ id: secretId, is_current: false, created_at: createdAt, expires_at: expiresAt })),
  ];
}

/** An answer to a write that may have made a secret. */
export function withSecret(view: ClientView, secret: string | null): ClientWithSecretView {
  return secret === null ? view : { ...view, client_secret: secret };
}

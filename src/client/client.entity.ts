import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SigningAlg } from '../keys/signing-key.policy.js';
import type { FormerClientSecret } from './former-client-secret.entity.js';

/** How a client proves who it is at the token endpoint (RFC 7591 §2). */
export const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'none'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

/** RFC 8628 §3.4. */
export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

export const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials', DEVICE_CODE] as const;
export type GrantTypeName = (typeof GRANT_TYPES)[number];

/** `reuse`: the same refresh token comes back; `rotate`: a new one each time, the old one spent. */
export const ROTATIONS = ['reuse', 'rotate'] as const;
export type Rotation = (typeof ROTATIONS)[number];

/** What to do about a refresh token that seems stolen: nothing, tell, rotate it once, or refuse it until somebody has looked. */
export const THEFT_ACTIONS = ['off', 'alert', 'rotate', 'freeze'] as const;
export type TheftAction = (typeof THEFT_ACTIONS)[number];

/** A registered application: RFC 7591 metadata, its lifetimes (seconds) and its refresh token policy. */
@Entity()
export class Client {
  @PrimaryColumn('text')
  clientId!: string;

  /** Keyed hash of the secret; null for a public client. See `client-secret.ts`. */
  @Column('bytea', { nullable: true })
  clientSecretMac!: Buffer | null;

  /** Which key of TOKEN_KEYS. */
  @Column('text', { nullable: true })
  clientSecretKeyId!: string | null;

  /** Tells the current secret from former ones, and tells nothing of it. Null, as the next, without one, or where a server of an older release set it. */
  @Column('uuid', { nullable: true })
  clientSecretId!: string | null;

  @Column('timestamptz', { nullable: true })
  clientSecretCreatedAt!: Date | null;

  @Column('text')
  clientName!: string;

  @Column('text', { nullable: true })
  clientUri!: string | null;

  @Column('text', { nullable: true })
  logoUri!: string | null;

  /** `#rrggbb`, of its pages' links and buttons. */
  @Column('text', { nullable: true })
  accentColor!: string | null;

  @Column('text', { nullable: true })
  policyUri!: string | null;

  @Column('text', { nullable: true })
  tosUri!: string | null;

  @Column('text', { array: true })
  contacts!: string[];

  @Column('text', { nullable: true })
  softwareId!: string | null;

  @Column('text', { nullable: true })
  softwareVersion!: string | null;

  /** `web` or `native` (OpenID Connect Registration §2). */
  @Column('text')
  applicationType!: string;

  @Column('text', { array: true })
  redirectUris!: string[];

  @Column('text', { array: true })
  postLogoutRedirectUris!: string[];

  @Column('text', { array: true })
  grantTypes!: string[];

  @Column('text')
  tokenEndpointAuthMethod!: string;

  /** All that it may ask for. */
  @Column('text', { array: true })
  scopes!: string[];

  @Column('integer', { nullable: true })
  defaultMaxAge!: number | null;

  @Column('boolean')
  requireAuthTime!: boolean;

  /** False for an application of the operator's own: nobody is asked, and `offline_access` needs no `prompt=consent`. */
  @Column('boolean')
  requireConsent!: boolean;

  @Column('text')
  idTokenSignedResponseAlg!: SigningAlg;

  @Column('text', { default: 'RS256' })
  accessTokenSignedResponseAlg!: SigningAlg;

  @Column('integer')
  authorizationCodeTtl!: number;

  @Column('integer')
  accessTokenTtl!: number;

  @Column('integer')
  idTokenTtl!: number;

  /** Null for the default of its kind. */
  @Column('text', { nullable: true })
  rotation!: Rotation | null;

  @Column('integer')
  retryWindow!: number;

  @Column('integer')
  refreshTokenTtl!: number;

  @Column('integer', { nullable: true })
  refreshTokenIdleTtl!: number | null;

  @Column('integer', { nullable: true })
  maxLiveTokens!: number | null;

  /** A refresh token is issued without `offline_access` too; such a one ends with the login session. */
  @Column('boolean', { default: false })
  withoutOfflineAccess!: boolean;

  /** Refresh tokens with `offline_access` end with the login session as well. */
  @Column('boolean', { default: false })
  endsAtLogout!: boolean;

  /** One of `THEFT_ACTIONS`: what happens when a token is used as if by two. */
  @Column('text', { default: 'alert' })
  theftAction!: TheftAction;

  /** Refusals of a refresh carry `error_reason`. */
  @Column('boolean', { default: false })
  tellsErrorReason!: boolean;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;

  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  /** Disabled for ever: no such client any more, but its id is not given again, for the ledger's sake. */
  @Column('timestamptz', { nullable: true })
  deletedAt!: Date | null;

  /** When all that people had granted it had been ended too. */
  @Column('timestamptz', { nullable: true })
  grantsEndedAt!: Date | null;

  /** All that were current before, read with the row; see `former-client-secret.entity.ts`. */
  formerSecrets: FormerClientSecret[] = [];

  /** A public client cannot keep a secret (RFC 6749 §2.1). */
  get isPublic(): boolean {
    return this.tokenEndpointAuthMethod === 'none';
  }
}

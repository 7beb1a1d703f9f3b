import type { Incident } from '../../audit/incident.store.js';
import type { OwnEnd, Provenance } from '../../token/listing/provenance.store.js';

/** What is asked about; `refresh` and `act`: what one request did. */
export const KINDS = ['refresh_token', 'grant', 'access_token', 'id_token', 'refresh', 'act', 'unknown'] as const;
export type Kind = (typeof KINDS)[number];

/** What the string is to us, or that an id led to what we issued (`genuine`). */
export type Finding =
  | 'genuine'
  | 'malformed'
  | 'no_family'
  | 'wrong_mac'
  | 'future_generation'
  | 'other_issuer'
  | 'wrong_signature'
  | 'other_type'
  | 'no_grant'
  | 'not_in_ledger';

/** An access or ID token as it says of itself, or as the ledger does. */
export interface ShortLived extends OwnEnd {
  /** Null for an ID token. */
  jti: string | null;
  issuedAt: Date | null;
  expiresAt: Date | null;
}

/** All that is known of what is asked about, of one moment. */
export interface Case {
  now: Date;
  kind: Kind;
  finding: Finding;
  /** Of a token of another issuer. */
  issuer: string | null;
  /** Of the refresh token presented, now or by the request. */
  generation: number | null;
  /** Where it comes from; null where that is not known. */
  provenance: Provenance | null;
  shortLived: ShortLived | null;
  /** The refresh that brought the access token; what the request did. */
  incident: Incident | null;
  /** Of the family, oldest first: its last uses and what was done to all that it rests on. */
  history: Incident[];
  /** The refresh that spent the generation which is asked about. */
  rotation: Incident | null;
  /** The refresh that ended or froze the family. */
  fatalUse: Incident | null;
  /** The refresh that spent the generation that was replayed. */
  replayedRotation: Incident | null;
  /** Names of those who acted, by account id. */
  names: ReadonlyMap<string, string>;
}

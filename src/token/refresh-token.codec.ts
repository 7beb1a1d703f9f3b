import { Injectable } from '@nestjs/common';
import { KeyRing } from '../config/key-ring.js';
import { Settings } from '../config/settings.js';
import { equalsInConstantTime } from '../protocol/secret.js';
import { uuidFromBytes, uuidToBytes } from '../protocol/uuid.js';
import type { RefreshToken } from './refresh-token.entity.js';

/** Lets secret scanners recognise a token that leaked. */
const PREFIX = 'evgr_';
const ID_BYTES = 16;
const GENERATION_BYTES = 4;
const MAC_BYTES = 32;
const LENGTH = PREFIX.length + Math.ceil(((ID_BYTES + GENERATION_BYTES + MAC_BYTES) * 4) / 3);

/** What a refresh token says of itself, not yet believed. */
export interface PresentedToken {
  grantId: string;
  generation: number;
  mac: Buffer;
}

type Family = Pick<RefreshToken, 'grantId' | 'salt' | 'tokenKeyId' | 'generation'>;

/**
 * The refresh token as a string: `evgr_` and the base64url of grant id, generation and an HMAC-SHA-256 over both and the
 * family's salt. The key is not in the database, the salt is not in the token: neither alone makes one.
 */
@Injectable()
export class RefreshTokenCodec {
  private readonly ring: KeyRing;

  constructor(settings: Settings) {
    this.ring = KeyRing.parse(settings.tokenKeys).derive('refresh token');
  }

  /** The id of the key that new tokens are made with. */
  get currentKeyId(): string {
    return this.ring.current.id;
  }

  /** The family's current token. Throws when its key has left TOKEN_KEYS. */
  encode(family: Family): string {
    const body = bodyOf(family.grantId, family.generation);
    const mac = this.ring.mac(family.tokenKeyId, body, family.salt);
    if (!mac) throw new Error(`TOKEN_KEYS lacks the key ${family.tokenKeyId}`);
    return PREFIX + Buffer.concat([body, mac]).toString('base64url');
  }

  /** Takes the string apart; null when we never make such a string. */
  parse(token: string): PresentedToken | null {
    if (token.length !== LENGTH || !token.startsWith(PREFIX)) return null;
    const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
    // One string per token: without this, some last characters would decode alike.
    if (PREFIX + bytes.toString('base64url') !== token) return null;
    const generation = bytes.readUInt32BE(ID_BYTES);
    return { grantId: uuidFromBytes(bytes), generation, mac: bytes.subarray(ID_BYTES + GENERATION_BYTES) };
  }

  /** Did we make this token for this family, at whatever generation and with whichever key of the ring? Constant time. */
  isGenuine({ grantId, generation, mac }: PresentedToken, family: Family): boolean {
    const body = bodyOf(grantId, generation);
    return this.ring.keys.some(({ id }) => equalsInConstantTime(this.ring.mac(id, body, family.salt)!, mac));
  }
}

function bodyOf(grantId: string, generation: number): Buffer {
  const body = Buffer.alloc(ID_BYTES + GENERATION_BYTES);
  uuidToBytes(grantId).copy(body);
  body.writeUInt32BE(generation, ID_BYTES);
  return body;
}

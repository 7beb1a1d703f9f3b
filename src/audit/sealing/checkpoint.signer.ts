import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeProtectedHeader, exportJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import { KeyRing, type RingKey } from '../../config/key-ring.js';
import { Settings } from '../../config/settings.js';
import { toSeconds } from '../../protocol/clock.js';

/** RFC 8725 §3.11: no checkpoint is a token. Its key is another one, too. */
const TYP = 'ledger-checkpoint+jwt';

/** An Ed25519 private key without its 32 bytes (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What a checkpoint says. */
export interface Checkpoint {
  number: number;
  /** Of the seal, in hex. */
  hash: string;
  /** When it was signed. */
  at: Date;
}

/** Signs checkpoints with keys made from ENCRYPTION_KEYS: whoever has all of the database, and only that, can neither sign nor add a key. */
@Injectable()
export class CheckpointSigner {
  private readonly ring: KeyRing;

  constructor(private readonly settings: Settings) {
    this.ring = KeyRing.parse(settings.encryptionKeys).derive('ledger checkpoint');
  }

  /** A compact JWS. */
  async sign({ number, hash, at }: Checkpoint): Promise<string> {
    const { current } = this.ring;
    const claims = { iss: this.settings.issuer, seal: number, hash, iat: toSeconds(at) };
    return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: TYP, kid: current.id }).sign(keyOf(current));
  }

  /** Null for what no key of the ring has signed. */
  async read(jws: string): Promise<Checkpoint | null> {
    try {
      const key = this.ring.find(decodeProtectedHeader(jws).kid ?? '');
      if (!key) return null;
      const { payload } = await jwtVerify(jws, createPublicKey(keyOf(key)), { algorithms: ['EdDSA'], typ: TYP, issuer: this.settings.issuer });
      return { number: payload.seal as number, hash: payload.hash as string, at: new Date(payload.iat! * 1000) };
    } catch {
      return null; // nothing else is thrown: the keys are at hand
    }
  }

  /** With which anybody can check what is signed from now on. */
  async publicJwk(): Promise<JWK> {
    const { current } = this.ring;
    return { ...(await exportJWK(createPublicKey(keyOf(current)))), kid: current.id, alg: 'EdDSA', use: 'sig' };
  }
}

function keyOf({ secret }: RingKey): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: 'der', type: 'pkcs8' });
}

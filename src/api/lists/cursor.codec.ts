import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../config/key-ring.js';
import { Settings } from '../../config/settings.js';
import type { Position } from '../../database/page.js';
import { equalsInConstantTime } from '../../protocol/secret.js';

const MAC_BYTES = 16;

/** Cursors: the base64url of a MAC and the last row's sort key and id. The MAC is of the list and its filters too, so that a cursor leads on in no other. */
@Injectable()
export class CursorCodec {
  private readonly ring: KeyRing;

  constructor(settings: Settings) {
    this.ring = KeyRing.parse(settings.tokenKeys).derive('cursor');
  }

  /** @param list the path and the filters of the list */
  encode({ key, id, walk }: Position, list: string): string {
    const body = Buffer.from(JSON.stringify([key, id, ...(walk ? [walk] : [])]));
    return Buffer.concat([this.mac(this.ring.current.id, body, list), body]).toString('base64url');
  }

  /** Null for what we never gave for this list. */
  decode(cursor: string, list: string): Position | null {
    const bytes = Buffer.from(cursor, 'base64url');
    const [mac, body] = [bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES)];
    if (!this.ring.keys.some(({ id }) => equalsInConstantTime(this.mac(id, body, list), mac))) return null;
    const [key, id, walk] = JSON.parse(body.toString()) as [string, string, string?];
    return { key, id, walk };
  }

  private mac(keyId: string, body: Buffer, list: string): Buffer {
    return this.ring.mac(keyId, createHash('sha256').update(list).digest(), body)!.subarray(0, MAC_BYTES);
  }
}

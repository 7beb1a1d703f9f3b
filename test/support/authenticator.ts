import { createHash, createPrivateKey, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';

/** What a page asks of it (WebAuthn Level 3 §5.4 and §5.5), as far as it looks. */
interface Question {
  challenge: string;
  rp?: { id?: string };
  rpId?: string;
  user?: { id: string };
}

/** What a liar changes in an answer. */
export interface Lies {
  origin?: string;
  rpId?: string;
  type?: string;
  challenge?: string;
  /** 0x01 present, 0x04 verified, 0x40 with a new credential. */
  flags?: number;
  counter?: number;
  userHandle?: string;
  id?: string;
}

const [PRESENT, VERIFIED, SYNCABLE, ATTESTED] = [0x01, 0x04, 0x08, 0x40];
const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest();

/** An authenticator in software: one ES256 passkey (attestation `none`), and a person who is always present and verified. */
export class Authenticator {
  readonly id = randomBytes(16).toString('base64url');
  private readonly key: KeyObject;
  private readonly point: Buffer;
  private counter = 0;
  private userHandle: string | undefined;

  /** @param isSynced whether the passkey may be copied to the person's other devices */
  constructor(
    private readonly origin: string,
    private readonly isSynced = false,
  ) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { x, y } = pair.publicKey.export({ format: 'jwk' });
    this.point = Buffer.concat([cbor(-2), cbor(Buffer.from(x!, 'base64url')), cbor(-3), cbor(Buffer.from(y!, 'base64url'))]);
  }

  /** The COSE key (RFC 9052 §7): EC2, ES256, P-256. */
  get publicKey(): Buffer {
    return Buffer.concat([Buffer.from([0xa5]), cbor(1), cbor(2), cbor(3), cbor(-7), cbor(-1), cbor(1), this.point]);
  }

  /** Answers `navigator.credentials.create`, as `toJSON()` writes it. */
  create(question: Question, lies: Lies = {}): string {
    this.userHandle = question.user!.id;
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.from([id.length >> 8, id.length & 0xff]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, this.publicKey]);
    const authData = Buffer.concat([this.dataFor(question.rp?.id, { flags: this.flags | ATTESTED, ...lies }), attested]);
    const object = Buffer.concat([Buffer.from([0xa3]), cbor('fmt'), cbor('none'), cbor('attStmt'), Buffer.from([0xa0]), cbor('authData'), cbor(authData)]);
    const clientDataJSON = this.clientData('webauthn.create', question, lies);
    return this.say({ clientDataJSON, attestationObject: object.toString('base64url'), transports: ['internal'] }, lies);
  }

  /** Answers `navigator.credentials.get`. */
  get(question: Question, lies: Lies = {}): string {
    this.counter += 1;
    const authData = this.dataFor(question.rpId, lies);
    const clientDataJSON = this.clientData('webauthn.get', question, lies);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    const signature = createSign('sha256').update(signed).sign(this.key).toString('base64url');
    const userHandle = lies.userHandle ?? this.userHandle;
    return this.say({ clientDataJSON, authenticatorData: authData.toString('base64url'), signature, userHandle }, lies);
  }

  private get flags(): number {
    return PRESENT! | VERIFIED! | (this.isSynced ? SYNCABLE! : 0);
  }

  /** §6.1: the hash of the host, flags, counter. */
  private dataFor(rpId: string | undefined, { rpId: lie, flags = this.flags, counter = this.counter }: Lies): Buffer {
    const tail = Buffer.alloc(5);
    tail.writeUInt8(flags);
    tail.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(lie ?? rpId ?? new URL(this.origin).hostname), tail]);
  }

  private clientData(type: string, { challenge }: Question, lies: Lies): string {
    const data = { type, challenge, origin: this.origin, crossOrigin: false, ...pick(lies, ['type', 'challenge', 'origin']) };
    return Buffer.from(JSON.stringify(data)).toString('base64url');
  }

  private say(response: object, { id = this.id }: Lies): string {
    return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} });
  }
}

function pick(lies: Lies, names: (keyof Lies)[]): object {
  return Object.fromEntries(names.filter((name) => lies[name] !== undefined).map((name) => [name, lies[name]]));
}

/** RFC 8949, as little of it as is needed: integers, text and byte strings. */
function cbor(value: number | string | Buffer): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  const bytes = Buffer.from(value as string);
  return Buffer.concat([head(typeof value === 'string' ? 3 : 2, bytes.length), bytes]);
}

function head(type: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(type << 5) | count]);
  return count < 256 ? Buffer.from([(type << 5) | 24, count]) : Buffer.from([(type << 5) | 25, count >> 8, count & 0xff]);
}

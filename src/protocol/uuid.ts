/** The 16 bytes of a UUID in its text form, which the caller knows to be one. */
export function uuidToBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

/** Any 16 bytes as a UUID's text form: PostgreSQL takes them all. */
export function uuidFromBytes(bytes: Buffer): string {
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

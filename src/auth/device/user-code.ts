/** RFC 8628 §6.1: without vowels, so that no word comes of it, without digits, and with no two that look alike. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
const WELL_FORMED = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** The code that such random bytes stand for, at least eight of them: 34.5 bits. */
export function userCodeFrom(bytes: Buffer): string {
  let rest = bytes.readBigUInt64BE();
  let code = '';
  for (; code.length < LENGTH; rest /= BigInt(ALPHABET.length)) code += ALPHABET[Number(rest % BigInt(ALPHABET.length))];
  return code;
}

/** A code as a person typed it, in any case, with spaces and any dashes; null for what cannot be one. */
export function readUserCode(text: string | undefined): string | null {
  const code = (text ?? '').replace(/[\s\p{Pd}]+/gu, '').toUpperCase();
  return WELL_FORMED.test(code) ? code : null;
}

/** As it is shown: `XXXX-XXXX`. */
export function formatUserCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

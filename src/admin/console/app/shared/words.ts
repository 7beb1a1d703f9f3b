const WHOLE: Record<string, string> = { id: 'ID', sub: 'ID (sub)', uri: 'URI', uris: 'URIs', tos: 'terms of service', ttl: 'lifetime', alg: 'algorithm', auth: 'authentication' };

/** A member's name as a label: `post_logout_redirect_uris` is "Post logout redirect URIs". */
export function labelOf(name: string): string {
  const words = name.split('_').map((word) => WHOLE[word] ?? word).join(' ');
  return words[0]!.toUpperCase() + words.slice(1);
}

const UNITS: [string, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Seconds as one says them: `90` is "1 minute 30 seconds". */
export function sayDuration(seconds: number): string {
  let rest = Math.abs(Math.round(seconds));
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${unit}${count === 1 ? '' : 's'}`] : [];
  });
  return parts.slice(0, 2).join(' ') || '0 seconds';
}

const PROOFS: Record<string, string> = { pwd: 'password', hwk: 'passkey of one device', swk: 'passkey' };

/** How a person proved who they are (RFC 8176), as one says it; `user` and `mfa` only sum it up. */
export const sayProofs = (amr: string[]) => amr.filter((one) => one !== 'user' && one !== 'mfa').map((one) => PROOFS[one] ?? one).join(', then ');

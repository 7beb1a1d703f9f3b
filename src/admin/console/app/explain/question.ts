/** What the admin API is asked about. */
export type Question = { token: string } | { token_id: string } | { jti: string } | { request_id: string };

const UUID = /^[\da-f]{8}-[\da-f]{4}-([\da-f])[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i;
const JTI = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.[\w-]{12}$/;

/** An id, which is no secret: it may stand in a URL. */
export const isId = (text: string) => UUID.test(text) || JTI.test(text);

/** What the text may be, the likeliest first. Anything that might be a secret is asked about as a token. */
export function questionsOf(text: string): Question[] {
  if (JTI.test(text)) return [{ jti: text }];
  const version = UUID.exec(text)?.[1];
  if (!version) return [{ token: text }];
  // Ours are ordered by time; those of requests are random (RFC 9562).
  return version === '7' ? [{ token_id: text }, { request_id: text }] : [{ request_id: text }, { token_id: text }];
}

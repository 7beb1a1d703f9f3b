/** Characters of base64url that a credential id has at most (WebAuthn Level 3 §5.8.3: 1023 bytes). */
const CREDENTIAL_ID = /^[\w-]{1,1364}$/;

/** What an authenticator answered, not yet believed; its other members are the ceremony's to judge. */
export interface PasskeyAnswer {
  id: string;
  response: object;
}

/** Reads `PublicKeyCredential.toJSON()` from a form's field; null for what is none. */
export function parsePasskeyAnswer(text: string | undefined): PasskeyAnswer | null {
  try {
    const answer = JSON.parse(text ?? '') as PasskeyAnswer | null;
    return CREDENTIAL_ID.test(answer?.id ?? '') && typeof answer?.response === 'object' && answer.response ? answer : null;
  } catch {
    return null; // not JSON
  }
}

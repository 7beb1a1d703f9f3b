import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify, type JWK, type JWTPayload, type JWTVerifyResult } from 'jose';
import { OAuthError } from '../../protocol/oauth.error.js';

/** What a proof may be signed with: `dpop_signing_alg_values_supported` (RFC 9449 §5.1). Nothing symmetric, §4.3. */
export const DPOP_ALGS = ['ES256', 'RS256', 'PS256', 'EdDSA'];

/** Seconds that a proof may be old. */
export const PAST = 60;

/** Seconds by which the client's clock may be ahead of ours. */
export const FUTURE = 5;

/** Characters: nearly twice an honest proof with an RSA key of 4096 bits; what is larger is refused unread. */
const LARGEST = 4096;
const LONGEST_JTI = 256;

/** The members of RFC 7518 §6 that only a private or a shared key has. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** The request that a proof must have been made for. */
export interface ProvenRequest {
  method: string;
  /** Absolute, as the client sees it; its query is of no account. */
  url: string;
  /** The access token that came with it, where one did. */
  accessToken?: string;
}

/** What a proof says once everything about it is true but that it is new. */
export interface ProvenKey {
  /** The key's SHA-256 thumbprint (RFC 7638). */
  jkt: string;
  jti: string;
  /** Seconds since 1970. */
  iat: number;
  nonce: string | null;
}

/**
 * Reads the `DPoP` header and checks it by RFC 9449 §4.3, but for the nonce and for replay.
 * @param header as Node gives it: repeated headers joined by commas
 * @throws OAuthError `invalid_dpop_proof`
 */
export async function verifyDpopProof(header: string, request: ProvenRequest, now: Date): Promise<ProvenKey> {
  if (header.length > LARGEST) throw refused('the DPoP proof is too large', 'proof_too_large');
  // RFC 9449 §4.3: there is not more than one DPoP HTTP request header field. A JWT has no comma.
  if (header.includes(',')) throw refused('there must be exactly one DPoP header', 'proof_repeated');
  const { jwk, payload } = await verifySignature(header, now);
  const { htm, htu, nonce, ath } = payload;
  if (htm !== request.method) throw refused('the DPoP proof is for another method: htm', 'proof_htm');
  if (typeof htu !== 'string' || !isSameTarget(htu, request.url)) throw refused('the DPoP proof is for another URL: htu', 'proof_htu');
  const iat = readIat(payload, now);
  const jti = readJti(payload);
  if (nonce !== undefined && typeof nonce !== 'string') throw refused('the nonce of the DPoP proof must be a string', 'proof_malformed');
  // RFC 9449 §7: a proof for a protected resource names the access token by its hash.
  if (request.accessToken !== undefined && ath !== athOf(request.accessToken)) {
    throw refused('the DPoP proof is for another access token: ath', 'proof_ath');
  }
  return { jkt: await calculateJwkThumbprint(jwk, 'sha256'), jti, iat, nonce: nonce ?? null };
}

/** A JWT of the right type, signed by the public key that it brings along. */
async function verifySignature(proof: string, now: Date): Promise<{ jwk: JWK; payload: JWTPayload }> {
  const options = { typ: 'dpop+jwt', algorithms: DPOP_ALGS, currentDate: now, clockTolerance: FUTURE };
  const verified: JWTVerifyResult = await jwtVerify(proof, EmbeddedJWK, options).catch((error: unknown) => {
    // Beside jose's errors, whatever WebCrypto says of a key that is none: nothing here can fail but by the proof.
    const isForged = error instanceof errors.JWSSignatureVerificationFailed;
    throw refused('the DPoP proof is not a valid dpop+jwt', isForged ? 'proof_signature' : 'proof_malformed');
  });
  const jwk = verified.protectedHeader.jwk!;
  if (PRIVATE_MEMBERS.some((member) => member in jwk)) throw refused('the jwk of the DPoP proof must be a public key', 'proof_malformed');
  return { jwk, payload: verified.payload };
}

function readIat({ iat }: JWTPayload, now: Date): number {
  if (typeof iat !== 'number' || !Number.isFinite(iat)) throw refused('the DPoP proof must say when it was made: iat', 'proof_malformed');
  const age = now.getTime() / 1000 - iat;
  if (age > PAST || age < -FUTURE) throw refused('the DPoP proof was not made just now: iat', 'proof_iat');
  return iat;
}

function readJti({ jti }: JWTPayload): string {
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI) {
    throw refused('the DPoP proof must have a jti of 1 to 256 characters', 'proof_malformed');
  }
  return jti;
}

// RFC 9449 §4.3: compared without query and fragment, after the normalisation of RFC 3986 §6.2.2 and §6.2.3.
function isSameTarget(htu: string, url: string): boolean {
  return URL.canParse(htu) && normalise(htu) === normalise(url);
}

function normalise(text: string): string {
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  return url.href.replace(/%[\da-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
  });
}

// RFC 9449 §4.2
function athOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}

function refused(description: string, reason: string): OAuthError {
  return new OAuthError('invalid_dpop_proof', description, reason);
}

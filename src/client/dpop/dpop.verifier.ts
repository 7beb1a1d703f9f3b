import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { OAuthError } from '../../protocol/oauth.error.js';
import { DpopNonce } from './dpop-nonce.js';
import { verifyDpopProof, type ProvenRequest } from './dpop-proof.js';
import { DpopProofStore } from './dpop-proof.store.js';

/** A request that may prove a key. */
export interface DpopRequest extends ProvenRequest {
  /** `request.headers.dpop`, as Node gives it. */
  header: string | string[] | undefined;
}

/** What of Fastify's request and reply is needed. */
interface Incoming {
  method: string;
  headers: Record<string, string | string[] | undefined>;
}

interface Outgoing {
  header(name: string, value: string): unknown;
}

/** Which key is the sender holding? DPoP (RFC 9449), for the token endpoint and for protected resources. */
@Injectable()
export class DpopVerifier {
  constructor(
    private readonly settings: Settings,
    private readonly nonces: DpopNonce,
    private readonly proofs: DpopProofStore,
  ) {}

  /**
   * The same for a request that came to one of our paths; `DPoP-Nonce` is set on the reply where one is asked for.
   * @throws as `verify`
   */
  async receive(path: string, { method, headers }: Incoming, reply: Outgoing, now: Date, accessToken?: string): Promise<string | null> {
    const nonce = headers.dpop === undefined ? null : this.nonce(now);
    if (nonce) void reply.header('dpop-nonce', nonce);
    const request = { header: headers.dpop, method, url: this.settings.publicUrl + path, ...(accessToken && { accessToken }) };
    return (await this.verify(request, now))?.jkt ?? null;
  }

  /** The `DPoP-Nonce` to send with every answer (RFC 9449 §8.2); null when none is asked for. */
  nonce(now: Date): string | null {
    return this.settings.dpopNonce ? this.nonces.current(now) : null;
  }

  /**
   * The thumbprint of the key that was proved; null when there is no `DPoP` header. Uses the proof up.
   * @throws OAuthError `invalid_dpop_proof` or `use_dpop_nonce`; the latter leaves the proof unused
   */
  async verify({ header, ...request }: DpopRequest, now: Date): Promise<{ jkt: string } | null> {
    if (header === undefined) return null;
    const { jkt, jti, nonce } = await verifyDpopProof(String(header), request, now);
    // RFC 9449 §8: the client is told a nonce and tries again.
    if (this.settings.dpopNonce && (nonce === null || !this.nonces.isValid(nonce, now))) {
      throw new OAuthError('use_dpop_nonce', 'the DPoP proof needs the nonce in DPoP-Nonce', 'proof_nonce');
    }
    // RFC 9449 §11.1: a proof is good once.
    if (!(await this.proofs.useOnce(jkt, jti, now))) throw new OAuthError('invalid_dpop_proof', 'the DPoP proof was used before', 'proof_replayed');
    return { jkt };
  }
}

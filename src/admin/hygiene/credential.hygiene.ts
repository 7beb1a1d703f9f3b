import { Injectable } from '@nestjs/common';
import { ClientSecretHasher } from '../../client/client-secret.js';
import { ClientListStore } from '../../client/client-list.store.js';
import { SigningKeyStore } from '../../keys/signing-key.store.js';
import { plusSeconds } from '../../protocol/clock.js';
import { TokenListStore } from '../../token/listing/token-list.store.js';
import { lineOfSubjects, lineOfTokens, OPEN } from './hygiene.line.js';
import type { HygieneLineView } from './hygiene.view.js';

/** Days after which a signing key is due for rotation. */
export const SIGNING_KEY_DAYS = 90;

/** Days after which a client's secret is. */
export const SECRET_DAYS = 365;

/** Keys and secrets that are due for rotation. */
@Injectable()
export class CredentialHygiene {
  constructor(
    private readonly keys: SigningKeyStore,
    private readonly tokens: TokenListStore,
    private readonly clients: ClientListStore,
    private readonly secrets: ClientSecretHasher,
  ) {}

  async lines(now: Date): Promise<HygieneLineView[]> {
    const lines: HygieneLineView[] = [];
    for (const kid of await this.keys.findSigningSince(plusSeconds(now, -SIGNING_KEY_DAYS * 86_400), now)) {
      const why = `The signing key is older than ${SIGNING_KEY_DAYS} days: the longer a key signs, the more is lost with it. Rotate it; these are the tokens whose access or ID tokens it signed.`;
      lines.push(await lineOfTokens(this.tokens, { key: 'signing_key_due', why, subjects: [kid], filter: { status: OPEN, kid } }));
    }
    return [...lines, ...(await this.linesOfSecrets(now))];
  }

  private async linesOfSecrets(now: Date): Promise<HygieneLineView[]> {
    const due = `The current secret is older than ${SECRET_DAYS} days. Rotate it; the old one may overlap.`;
    const overlapping = 'A former secret is still good, and until somebody drops it: the rotation was never finished.';
    const stale = 'What is kept of a secret was made with another key of TOKEN_KEYS than the first: as long as it is so, that key cannot be retired. Rotate the secret.';
    const line = (key: string, why: string, clients: string[]) => lineOfSubjects(key, why, clients, '/admin/v1/clients');
    return [
      line('client_secrets_due', due, await this.clients.findWithSecretBefore(plusSeconds(now, -SECRET_DAYS * 86_400))),
      line('client_secrets_overlapping', overlapping, await this.clients.findWithEndlessSecret()),
      line('client_secrets_of_old_token_key', stale, await this.clients.findWithSecretNotOf(this.secrets.currentKeyId, now)),
    ];
  }
}

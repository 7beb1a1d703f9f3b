import { randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { ADMIN_SCOPES } from '../../account/roles.js';
import type { AdminAction } from '../../audit/admin-action.js';
import { InvalidFields, MissingScope } from '../../audit/problem.js';
import { metadataOf } from '../../client/client-description.js';
import type { Client } from '../../client/client.entity.js';
import { ClientRegistrar } from '../../client/client.registrar.js';
import { ClientStore } from '../../client/client.store.js';
import { Settings } from '../../config/settings.js';
import type { Actor } from '../../api/access/actor.js';
import type { Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import type { Order } from '../../api/writes/order.js';
import type { CreateClientOrder } from './client.order.js';
import { secretsOf, showClient, withSecret, type ClientWithSecretView } from './client.view.js';

/** What is done to a client's row, or thrown to refuse it. Returns a secret that was made. */
type Change = (client: Client, now: Date) => string | null;

/** Every write to a client, and what holds for all of them. */
@Injectable()
export class ClientAdministration {
  constructor(
    private readonly administration: Administration,
    private readonly clients: ClientStore,
    private readonly registrar: ClientRegistrar,
    private readonly settings: Settings,
  ) {}

  create(act: Act, order: CreateClientOrder): Promise<ClientWithSecretView> {
    const { client_id: id = randomUUID(), client_secret: given, ...metadata } = order.metadata;
    return this.administration.administer(act, order, async (manager, now) => {
      const { client, secret } = this.registrar.begin(id, metadata, given, now);
      if (given && client.isPublic) throw new InvalidFields([{ field: 'metadata.client_secret', detail: 'is not for a public client' }]);
      this.requireSafe(client, 'metadata.refresh_token_policy.rotation');
      requireScopes(act.actor, client.scopes);
      if (!(await this.clients.insert(manager, client))) throw new ConflictException('there is, or was, a client with this id');
      const answer = withSecret(showClient(client, now), secret);
      return { action: 'client.create', target: { kind: 'client', id }, old: null, new: stateOf(client, now), answer };
    });
  }

  /** Whoever changes a client that may administer needs the scopes that it has, before and after. */
  async change(act: Act, order: Order, id: string, action: AdminAction, decide: Change): Promise<ClientWithSecretView> {
    const answer = await this.administration.administer(act, order, async (manager, now) => {
      const client = await this.clients.lock(manager, id);
      if (!client) throw new NotFoundException('there is no client with this id');
      if (client.deletedAt && action !== 'client.delete') throw new ConflictException('the client has been deleted');
      requireScopes(act.actor, client.scopes);
      const before = stateOf(client, now);
      const secret = decide(client, now);
      requireScopes(act.actor, client.scopes);
      client.updatedAt = now;
      await this.clients.save(client, manager);
      const changes = changesBetween(before, stateOf(client, now));
      return { action, target: { kind: 'client', id }, ...changes, answer: withSecret(showClient(client, now), secret) };
    });
    this.clients.forget(); // once more: it may have been read again before the commit
    return answer;
  }

  /** RFC 9700 §2.2.2, as for the bootstrap file. @param field what the caller is to blame for it */
  requireSafe({ isPublic, rotation, grantTypes }: Client, field: string): void {
    if (!isPublic || rotation !== 'reuse' || !grantTypes.includes('refresh_token') || this.settings.allowPublicReuse) return;
    throw new InvalidFields([{ field, detail: 'must be rotate for a public client, unless the service allows reuse by ALLOW_PUBLIC_REUSE' }]);
  }
}

/** Nobody gives by way of a client what he does not have himself. */
function requireScopes(actor: Actor, scopes: readonly string[]): void {
  const missing = ADMIN_SCOPES.find((scope) => scopes.includes(scope) && !actor.scopes.includes(scope));
  if (missing) throw new MissingScope(missing);
}

type State = Record<string, unknown>;

/** What the ledger may tell of a client. */
function stateOf(client: Client, now: Date): State {
  return { ...metadataOf(client), secrets: secretsOf(client, now), disabled_at: client.disabledAt, deleted_at: client.deletedAt };
}

function changesBetween(before: State, after: State): { old: State; new: State } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (state: State) => Object.fromEntries(names.map((name) => [name, state[name] ?? null]));
  return { old: pick(before), new: pick(after) };
}

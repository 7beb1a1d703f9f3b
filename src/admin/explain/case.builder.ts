import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccountStore } from '../../account/account.store.js';
import { IncidentStore, type Incident, type Target } from '../../audit/incident.store.js';
import { ProvenanceStore, type Provenance } from '../../token/listing/provenance.store.js';
import type { Case } from './case.js';
import type { Lead } from './lead.js';

/** Of each ledger and target. */
const LINES = 20;

/** Gathers all that the ledgers and tables tell of what a lead leads to. */
@Injectable()
export class CaseBuilder {
  constructor(
    private readonly provenances: ProvenanceStore,
    private readonly incidents: IncidentStore,
    private readonly accounts: AccountStore,
  ) {}

  async build(manager: EntityManager, { grantId, incidents, ...lead }: Lead, now: Date): Promise<Case> {
    const provenance = grantId === null ? null : await this.provenances.find(manager, grantId, now);
    const uses = provenance ? await this.findUses(manager, provenance, lead.generation) : NO_USES;
    const lines = [...incidents, ...(lead.incident ? [lead.incident] : []), ...(await this.findHistory(manager, provenance, lead)), ...Object.values(uses).filter((use) => use !== null)];
    const history = [...new Map(lines.map((line) => [line.id, line])).values()].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
    return { ...lead, finding: findingOf(lead, grantId, provenance), now, provenance, history, ...uses, names: await this.findNames(history) };
  }

  /** The refreshes that decided over the family. */
  private async findUses(manager: EntityManager, { grantId, family, revokedAt, revokedReason }: Provenance, generation: number | null): Promise<Uses> {
    if (!family) return NO_USES;
    const isSpent = generation !== null && generation < family.generation;
    const at = family.status === 'frozen' ? family.frozenAt : revokedAt;
    const verdict = family.status === 'frozen' ? 'frozen' : revokedReason === 'token_replayed' ? 'replayed' : 'revoked';
    const fatalUse = at && (await this.incidents.findAt(manager, grantId, verdict, at));
    const replayed = verdict === 'replayed' ? (fatalUse?.generation ?? null) : null;
    return {
      rotation: isSpent ? await this.incidents.findRotation(manager, grantId, generation) : null,
      fatalUse,
      replayedRotation: replayed === null ? null : await this.incidents.findRotation(manager, grantId, replayed),
    };
  }

  private async findHistory(manager: EntityManager, provenance: Provenance | null, { shortLived }: Pick<Lead, 'shortLived'>): Promise<Incident[]> {
    const own: Target[] = shortLived?.jti ? [{ kind: 'access_token', id: shortLived.jti }] : [];
    if (shortLived?.program) own.push({ kind: 'client', id: shortLived.program.clientId });
    if (!provenance) return this.incidents.findActs(manager, own, shortLived?.issuedAt ?? new Date(0), LINES);
    const { grantId, account, client, session, createdAt } = provenance;
    const targets = { token: grantId, grant: grantId, session: session.sessionId, account: account.accountId, client: client.clientId };
    const acts = await this.incidents.findActs(manager, [...own, ...Object.entries(targets).map(([kind, id]) => ({ kind, id }))], createdAt, LINES);
    return [...acts, ...(await this.incidents.findLastUses(manager, grantId, LINES))];
  }

  private async findNames(history: readonly Incident[]): Promise<ReadonlyMap<string, string>> {
    const actors = new Set(history.flatMap(({ actor, clientId }) => (actor === null || actor === clientId ? [] : [actor])));
    const accounts = await Promise.all([...actors].map((actor) => this.accounts.find(actor)));
    return new Map(accounts.flatMap((account) => (account ? [[account.accountId, account.username]] : [])));
  }
}

type Uses = Pick<Case, 'rotation' | 'fatalUse' | 'replayedRotation'>;
const NO_USES: Uses = { rotation: null, fatalUse: null, replayedRotation: null };

/** Of what we signed: is what it names still there? */
function findingOf({ kind, finding, incident, shortLived }: Pick<Lead, 'kind' | 'finding' | 'incident' | 'shortLived'>, grantId: string | null, provenance: Provenance | null): Case['finding'] {
  if (kind !== 'access_token' || grantId === null) return finding;
  if (!provenance) return 'no_grant';
  return incident || provenance.accessTokenJti === shortLived?.jti ? finding : 'not_in_ledger';
}

import { Injectable } from '@nestjs/common';
import { OWN_APIS, Settings } from '../../config/settings.js';
import { plusSeconds } from '../../protocol/clock.js';
import { GrantedTermsStore, type TermsInUse } from '../../token/listing/granted-terms.store.js';
import { TokenListStore } from '../../token/listing/token-list.store.js';
import { lineOfSubjects, lineOfTokens, OPEN, type Finding } from './hygiene.line.js';
import type { HygieneLineView } from './hygiene.view.js';

/** Lines about one client each: more than these are not worked out. */
const CLIENT_LINES = 50;

/** What offline_access gives is the refresh token itself: that it is left out of an access token says nothing. */
const NOT_FOR_ACCESS = ['offline_access'];

/** Scopes and resources that are given and not needed. */
@Injectable()
export class GrantedHygiene {
  constructor(
    private readonly terms: GrantedTermsStore,
    private readonly tokens: TokenListStore,
    private readonly settings: Settings,
  ) {}

  async lines(unusedDays: number, now: Date): Promise<HygieneLineView[]> {
    const lines: HygieneLineView[] = [];
    const findings = findUnused(await this.terms.findInUse(plusSeconds(now, -unusedDays * 86_400)), unusedDays);
    for (const finding of findings.slice(0, CLIENT_LINES)) lines.push(await lineOfTokens(this.tokens, finding));
    return [...lines, ...(await this.neverGranted())];
  }

  private async neverGranted(): Promise<HygieneLineView[]> {
    const ofClients = (await this.terms.findScopesNeverGranted()).slice(0, CLIENT_LINES).map(({ clientId, scopes }) => {
      const why = `The client ${clientId} may ask for these scopes and nobody has ever granted it one of them: a thief of its credentials would be glad of them.`;
      return lineOfSubjects('scopes_never_granted', why, scopes, `/admin/v1/clients/${encodeURIComponent(clientId)}`);
    });
    const own = OWN_APIS.map((api) => this.settings.resourceOf(api));
    const resources = (await this.terms.findResourcesNeverGranted()).filter((resource) => !own.includes(resource));
    const why = 'Nobody has granted an application access to these resources. (What programs are given is written nowhere: they may use them.)';
    return [...ofClients, lineOfSubjects('resources_never_granted', why, resources, '/admin/v1/grants')];
  }
}

/** Of each client what its latest refreshes left out of every access token, although it was granted. The first access token has all that was granted, so it tells nothing. */
function findUnused(seen: TermsInUse[], days: number): Finding[] {
  const clients = [...new Set(seen.map(({ clientId }) => clientId))];
  return clients.flatMap((client) => {
    const rows = seen.filter(({ clientId }) => clientId === client);
    const refreshes = rows.reduce((sum, row) => sum + row.refreshes, 0);
    const why = (what: string) => `Granted to ${client}, and left out of every access token of its latest ${refreshes} refreshes within ${days} days: it could do without this ${what}.`;
    const scopes = without(rows.flatMap((row) => row.grantedScopes), [...rows.flatMap((row) => row.scopes), ...NOT_FOR_ACCESS]);
    const resources = without(rows.flatMap((row) => row.grantedResources), rows.flatMap((row) => row.resources));
    return [
      ...scopes.map((scope) => ({ key: 'scope_unused', why: why('scope'), subjects: [scope], filter: { status: OPEN, client, scope } })),
      ...resources.map((resource) => ({ key: 'resource_unused', why: why('resource'), subjects: [resource], filter: { status: OPEN, client, resource } })),
    ];
  });
}

function without(all: string[], some: string[]): string[] {
  const left = new Set(all);
  for (const one of some) left.delete(one);
  return [...left].sort();
}

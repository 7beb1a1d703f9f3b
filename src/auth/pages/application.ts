import type { Client } from '../../client/client.entity.js';
import type { Texts } from './texts/en.js';

/** What a page shows of an application; links that are not of the web are left out, however they came to be registered. */
export interface Application {
  name: string;
  /** Why one signs in to it, of our own pages. */
  lead: string | null;
  /** https alone: the pages' policy loads nothing else. */
  logo: string | null;
  home: string | null;
  policy: string | null;
  terms: string | null;
}

/** What people know it by; our own pages in the language of the page. */
export function applicationName(clientId: string, clientName: string, { ours }: Texts): string {
  return ours[clientId]?.name ?? clientName;
}

/** The application's registration as its pages show it; our own pages in the language of the page. */
export function describeApplication({ clientId, clientName, logoUri, clientUri, policyUri, tosUri }: Client, texts: Texts): Application {
  return {
    name: applicationName(clientId, clientName, texts),
    lead: texts.ours[clientId]?.lead ?? null,
    logo: withScheme(logoUri, /^https:/i),
    home: withScheme(clientUri, /^https?:/i),
    policy: withScheme(policyUri, /^https?:/i),
    terms: withScheme(tosUri, /^https?:/i),
  };
}

function withScheme(uri: string | null, scheme: RegExp): string | null {
  return uri !== null && scheme.test(uri) ? uri : null;
}

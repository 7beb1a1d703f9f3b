import type { Client } from '../../client/client.entity.js';

/** What a page shows of an application; links that are not of the web are left out, however they came to be registered. */
export interface Application {
  name: string;
  /** https alone: the pages' policy loads nothing else. */
  logo: string | null;
  home: string | null;
  policy: string | null;
  terms: string | null;
}

/** The application's registration as its pages show it. */
export function describeApplication({ clientName, logoUri, clientUri, policyUri, tosUri }: Client): Application {
  return {
    name: clientName,
    logo: withScheme(logoUri, /^https:/i),
    home: withScheme(clientUri, /^https?:/i),
    policy: withScheme(policyUri, /^https?:/i),
    terms: withScheme(tosUri, /^https?:/i),
  };
}

function withScheme(uri: string | null, scheme: RegExp): string | null {
  return uri !== null && scheme.test(uri) ? uri : null;
}

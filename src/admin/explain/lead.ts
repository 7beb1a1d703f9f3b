import { HttpException } from '@nestjs/common';
import type { Incident } from '../../audit/incident.store.js';
import type { Case } from './case.js';

/** Where the question leads to, before anything is known of what became of it. */
export type Lead = Pick<Case, 'kind' | 'finding' | 'issuer' | 'generation' | 'shortLived' | 'incident'> & {
  grantId: string | null;
  /** All that the request did, where that is what is asked about. */
  incidents: Incident[];
};

const NOWHERE: Lead = { kind: 'unknown', finding: 'genuine', issuer: null, generation: null, shortLived: null, incident: null, grantId: null, incidents: [] };

export function leadTo(known: Partial<Lead>): Lead {
  return { ...NOWHERE, ...known };
}

/** An id that leads nowhere. */
export class NeverIssued extends HttpException {
  constructor(detail: string) {
    super(detail, 404);
  }
}

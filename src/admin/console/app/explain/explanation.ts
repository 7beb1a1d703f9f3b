/** What `POST /admin/v1/explain` answers. */
export interface Explanation {
  kind: string;
  recognition: string;
  status: string | null;
  summary: string;
  advice: string;
  history: Happening[];
  chain: ChainLink[];
}

export interface Happening {
  at: string;
  kind: 'use' | 'act';
  what: string;
  sentence: string;
  reason: string | null;
  ticket: string | null;
  request_id: string;
}

export interface ChainLink {
  link: string;
  id: string | null;
  sentence: string;
}

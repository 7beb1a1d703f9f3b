import type { TokenListStore } from '../../token/listing/token-list.store.js';
import type { TokenStatus } from '../../token/listing/token.filter.js';
import { filterOf, type TokenFilterInput } from '../tokens/token.query.js';
import type { HygieneLineView } from './hygiene.view.js';

/** Tokens are counted up to so many, so that a report does not take for ever. */
const COUNTED = 100_000;

const SUBJECTS_SHOWN = 100;

/** What could be refreshed now, or as soon as somebody lifts what stands in the way: the rest has ended and harms nobody. */
export const OPEN: TokenStatus[] = ['live', 'frozen', 'suspended'];

/** A line before its tokens are counted. */
export interface Finding {
  key: string;
  why: string;
  filter: TokenFilterInput;
  subjects?: string[];
}

/** A line about tokens: as many as the list would walk to. */
export async function lineOfTokens(tokens: TokenListStore, { key, why, filter, subjects = [] }: Finding): Promise<HygieneLineView> {
  const count = await tokens.count(filterOf(filter), COUNTED + 1);
  const shown = subjects.slice(0, SUBJECTS_SHOWN);
  return { key, why, count: Math.min(count, COUNTED), has_more: count > COUNTED, subjects: shown, filter, link: linkTo(filter) };
}

/** A line about clients, scopes, resources or keys, which no set of tokens stands for. */
export function lineOfSubjects(key: string, why: string, subjects: string[], link: string): HygieneLineView {
  return { key, why, count: subjects.length, has_more: false, subjects: subjects.slice(0, SUBJECTS_SHOWN), filter: null, link };
}

function linkTo(filter: TokenFilterInput): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) for (const one of [value].flat()) query.append(name, String(one));
  return `/admin/v1/tokens?${query}`;
}

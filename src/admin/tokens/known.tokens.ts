import { InvalidFields } from '../../audit/problem.js';
import type { TokenListStore } from '../../token/listing/token-list.store.js';

/**
 * Who names tokens means them: one that never was is a mistake, not an empty list. That one has ended is none.
 * @param field the path of the ids in the request
 * @throws InvalidFields
 */
export async function requireKnown(tokens: TokenListStore, ids: readonly string[] = [], field: string): Promise<void> {
  const [unknown, ...more] = ids.length > 0 ? await tokens.findUnknown(ids) : [];
  if (unknown) throw new InvalidFields([{ field, detail: `${unknown}${more.length > 0 ? ` and ${more.length} more` : ''}: there is no such token` }]);
}

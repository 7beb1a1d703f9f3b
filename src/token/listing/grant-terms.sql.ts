/**
 * `terms`: every client with what was ever granted to it, told once. The index is not read but leapt through, from one set of terms to
 * the next: as many steps as there are sets, however many grants.
 */
export const TERMS = `RECURSIVE terms AS (
  (SELECT client_id, scopes, resources FROM "grant" ORDER BY client_id, scopes, resources LIMIT 1)
  UNION ALL SELECT next.* FROM terms CROSS JOIN LATERAL (
    SELECT client_id, scopes, resources FROM "grant" WHERE ("grant".client_id, "grant".scopes, "grant".resources) > (terms.client_id, terms.scopes, terms.resources)
    ORDER BY client_id, scopes, resources LIMIT 1) next)`;

/** Holds of a grant `g` with terms of which the condition upon `terms` holds. */
export const hasTerms = (condition: string) =>
  `(g.client_id, g.scopes, g.resources) IN (WITH ${TERMS} SELECT client_id, scopes, resources FROM terms WHERE ${condition})`;

/** Who acts where nobody ordered it: the service itself. Also the name that the ledger has for its application. */
export const EVERGRANT = { sub: 'evergrant', clientId: 'evergrant' };

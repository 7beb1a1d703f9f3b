import type { Field } from '../shared/form.js';

export const IDENTIFIER: Field = { name: 'identifier', kind: 'text', help: 'The audience of its tokens: an absolute URI without a fragment. It stays for ever.' };
export const SCOPES: Field = { name: 'scopes', kind: 'lines', initial: [], help: 'The scopes that it understands.' };

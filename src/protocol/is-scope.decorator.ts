import { Satisfies } from '../config/satisfies.decorator.js';
import { isScope } from './scope.js';

/** A `scope` parameter of RFC 6749 §3.3's form. */
export const IsScope = () => Satisfies(isScope, 'scope is not well-formed', { context: { code: 'invalid_scope' } });

import { STATUS_CODES } from 'node:http';
import { HttpException, NotFoundException } from '@nestjs/common';
import { isOverlong, isStorageTrouble } from '../database/storage.error.js';
import { OAuthError } from '../protocol/oauth.error.js';
import { isHangUp } from './oauth-error.filter.js';

/** A member of a request that is not as it must be. */
export interface FieldFault {
  /** Its path: `filter.scope`. */
  field: string;
  detail: string;
}

/** A refusal as RFC 9457 has it. Neither a secret nor another's data is ever in it. */
export interface Problem {
  /** `about:blank`: the status says what kind it is. */
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  /** The `X-Request-Id`, under which the log has more. */
  request_id: string;
  /** The faults of a request that is not valid. */
  errors?: FieldFault[];
  /** The scope that is missing. */
  scope?: string;
}

/** A request whose members are not as they must be. */
export class InvalidFields extends HttpException {
  constructor(readonly errors: FieldFault[]) {
    super('the request is not valid: see errors', 400);
  }
}

/** A token that lives and lacks the scope (RFC 6750 §3.1). */
export class MissingScope extends HttpException {
  constructor(readonly scope: string) {
    super(`the scope ${scope} is required`, 403);
  }
}

/** What the caller is told of anything that was thrown. */
export function toProblem(thrown: unknown, requestId: string): Problem {
  const members = { ...(thrown instanceof InvalidFields && { errors: thrown.errors }), ...(thrown instanceof MissingScope && { scope: thrown.scope }) };
  const [status, detail] = tell(thrown);
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, request_id: requestId, ...members };
}

function tell(thrown: unknown): [status: number, detail: string] {
  if (thrown instanceof OAuthError) return [thrown.status, thrown.description];
  // Nest's own words for a route that nobody has hold its URL, and that may hold a token.
  if (thrown instanceof NotFoundException && /^Cannot [A-Z]+ \//.test(thrown.message)) return [404, 'there is nothing here'];
  if (thrown instanceof HttpException) return [thrown.getStatus(), thrown.message];
  if (isHangUp(thrown)) return [400, 'the request is not well-formed'];
  if (isOverlong(thrown)) return [503, 'the question took too long: narrow it by more filters'];
  if (isStorageTrouble(thrown)) return [503, 'the service cannot reach its storage, try again'];
  // Fastify's refusals before any handler runs.
  const { statusCode } = (thrown ?? {}) as { statusCode?: number };
  if (statusCode && statusCode < 500) return [statusCode, 'the request is not well-formed'];
  return [500, 'something went wrong on our side'];
}

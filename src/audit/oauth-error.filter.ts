import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isStorageTrouble } from '../database/storage.error.js';
import { OAuthError } from '../protocol/oauth.error.js';

/** Seconds after which a client should try again when the database was out of reach. */
export const RETRY_AFTER = 2;

/** Writes every refusal and fault as JSON (RFC 6749 §5.2), in this one place, and logs it with its private reason. */
@Catch()
export class OAuthErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toOAuthError(thrown);
    this.log(error, thrown, request);
    const retryAfter = error.retryAfter ?? (error.status === 503 ? RETRY_AFTER : null);
    if (retryAfter !== null) void reply.header('retry-after', retryAfter);
    const challenge = challengeOf(error, request);
    if (challenge) void reply.header('www-authenticate', challenge);
    void reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' }).status(error.status).send(error.toJSON());
  }

  private log(error: OAuthError, thrown: unknown, request: FastifyRequest): void {
    const line = { msg: 'refused', error: error.code, reason: error.reason, description: error.description, requestId: request.id };
    if (error.status < 500) this.logger.log(line);
    else this.logger.error({ ...line, err: thrown });
  }
}

/** What the caller is told of anything that was thrown. */
export function toOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown;
  if (isHangUp(thrown)) return new OAuthError('invalid_request', 'the request is not well-formed', 'http_aborted');
  if (isStorageTrouble(thrown)) {
    return new OAuthError('temporarily_unavailable', 'the service cannot reach its storage, try again', 'storage_unavailable');
  }
  const status = thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: number } | null)?.statusCode;
  if (status === 404) return Object.assign(new OAuthError('invalid_request', 'there is nothing here'), { status });
  // Fastify's refusals before any handler runs: a body too large, a length that lies, a URL that cannot be decoded.
  if (status !== undefined && status < 500) return new OAuthError('invalid_request', 'the request is not well-formed', `http_${status}`);
  return new OAuthError('server_error', 'something went wrong on our side');
}

/** Did the caller break off in the middle of a body? As Node puts it; a broken connection to the database reads otherwise. */
export function isHangUp(thrown: unknown): boolean {
  const { message, code } = (thrown ?? {}) as NodeJS.ErrnoException;
  return message === 'aborted' && code === 'ECONNRESET';
}

/** RFC 6749 §5.2 for a client, RFC 6750 §3 and RFC 9449 §7.1 for an access token. */
export function challengeOf({ code, description, status }: OAuthError, request: FastifyRequest): string | null {
  if (code === 'invalid_client') return 'Basic realm="Evergrant", charset="UTF-8"';
  const isAboutToken = code === 'invalid_token' || code === 'insufficient_scope' || (status === 401 && code.includes('dpop'));
  if (!isAboutToken) return null;
  const { authorization = '' } = request.headers;
  if (!authorization) return 'Bearer realm="Evergrant"';
  const scheme = /^dpop /i.test(authorization) ? 'DPoP' : 'Bearer';
  return `${scheme} realm="Evergrant", error="${code}", error_description="${description}"`;
}

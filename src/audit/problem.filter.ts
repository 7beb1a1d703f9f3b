import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OAuthError } from '../protocol/oauth.error.js';
import { challengeOf, RETRY_AFTER } from './oauth-error.filter.js';
import { MissingScope, toProblem } from './problem.js';

/** Writes every refusal and fault of the APIs for people and programs that administer, as RFC 9457 has it, and logs it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(thrown, request.id);
    const { status, detail } = problem;
    const line = { msg: 'refused', status, detail, reason: (thrown as OAuthError | null)?.reason, requestId: request.id };
    if (status < 500) this.logger.log(line);
    else this.logger.error({ ...line, err: thrown });
    if (status === 503 || status === 429) void reply.header('retry-after', (thrown as OAuthError).retryAfter ?? RETRY_AFTER);
    const challenge = challengeFor(thrown, request);
    if (challenge) void reply.header('www-authenticate', challenge);
    void reply.headers({ 'cache-control': 'no-store', 'content-type': 'application/problem+json' }).status(status).send(Buffer.from(JSON.stringify(problem)));
  }
}

/** RFC 6750 §3: the scope that is missing is named. */
function challengeFor(thrown: unknown, request: FastifyRequest): string | null {
  if (thrown instanceof OAuthError) return challengeOf(thrown, request);
  if (!(thrown instanceof MissingScope)) return null;
  return `${challengeOf(new OAuthError('insufficient_scope', thrown.message), request)}, scope="${thrown.scope}"`;
}

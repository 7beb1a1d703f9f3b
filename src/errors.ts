import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OAuthErrorFilter } from './audit/oauth-error.filter.js';
import { toProblem } from './audit/problem.js';
import { ProblemFilter } from './audit/problem.filter.js';
import { writeErrorPage } from './auth/pages/error.page.js';
import type { PageWriter } from './auth/pages/page.writer.js';
import type { OAuthError } from './protocol/oauth.error.js';

/** The APIs whose errors are RFC 9457's; all others are OAuth's. */
const PROBLEM_PATHS = /^\/(admin|account)\/v1(\/|\?|$)/;

/** Whose words does an error under this path speak? By the path alone, so that routes nobody has and bodies nobody reads are told alike. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly oauth = new OAuthErrorFilter();
  private readonly problems = new ProblemFilter();

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { url } = host.switchToHttp().getRequest<FastifyRequest>();
    // oxlint-disable-next-line promise/valid-params -- a filter's catch, not a promise's
    (PROBLEM_PATHS.test(url) ? this.problems : this.oauth).catch(thrown, host);
  }
}

/** Answers what reaches no filter, in the words that its path speaks. */
export function refuseEarly({ id, url }: FastifyRequest, reply: FastifyReply, error: OAuthError): void {
  void reply.status(error.status).headers({ 'cache-control': 'no-store', 'x-request-id': id });
  if (!PROBLEM_PATHS.test(url)) return void reply.send(error.toJSON());
  void reply.header('content-type', 'application/problem+json').send(Buffer.from(JSON.stringify(toProblem(error, id))));
}

/** Where people come with their browsers. */
const PAGE_PATHS = /^\/(oidc\/auth|oidc\/session\/end|interaction|device|account|console)(\/|\?|$)/;

/** The same at the door: a person at a browser gets a page, which costs no more than its template. */
export function refuseAtTheDoor(pages: PageWriter, request: FastifyRequest, reply: FastifyReply, error: OAuthError): void {
  const isPerson = PAGE_PATHS.test(request.url) && !PROBLEM_PATHS.test(request.url) && request.headers.accept?.includes('text/html');
  if (isPerson) writeErrorPage(pages, reply, error, request.id);
  else refuseEarly(request, reply, error);
}

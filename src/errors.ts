import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OAuthErrorFilter } from './audit/oauth-error.filter.js';
import { ProblemFilter } from './audit/problem.filter.js';

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

import { Catch, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toOAuthError } from '../../audit/oauth-error.filter.js';
import { Settings } from '../../config/settings.js';
import type { OAuthError } from '../../protocol/oauth.error.js';
import { RefusedAuthorization } from '../authorization.js';
import { seeOther, withParameters } from '../redirect.js';
import { writeErrorPage } from './error.page.js';
import { PageWriter } from './page.writer.js';

/** Seconds after which a person may try again when the database was out of reach. */
const RETRY_AFTER = 5;

/** Tells refusals and faults of the front channel: to the application where it can be told, else on a page. */
@Catch()
@Injectable()
export class PageErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  constructor(
    private readonly pages: PageWriter,
    private readonly settings: Settings,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = thrown instanceof RefusedAuthorization ? thrown.refusal : toOAuthError(thrown);
    this.log(error, thrown, request);
    if (thrown instanceof RefusedAuthorization) this.redirect(reply, thrown);
    else {
      if (error.status === 503) void reply.header('retry-after', RETRY_AFTER);
      writeErrorPage(this.pages, reply, error, request.id);
    }
  }

  /** RFC 6749 §4.1.2.1, with the issuer of RFC 9207 §2. */
  private redirect(reply: FastifyReply, { target, refusal }: RefusedAuthorization): void {
    seeOther(reply, withParameters(target.redirectUri, { ...refusal.toJSON(), state: target.state, iss: this.settings.issuer }));
  }

  private log(error: OAuthError, thrown: unknown, { id: requestId }: FastifyRequest): void {
    const line = { msg: 'refused', error: error.code, reason: error.reason, description: error.description, requestId };
    if (error.status < 500) this.logger.log(line);
    else this.logger.error({ ...line, err: thrown });
  }
}

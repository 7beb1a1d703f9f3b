import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { ConsoleFiles } from './admin/console/console.files.js';
import { ApiDescription } from './api/openapi/api.description.js';
import { PageWriter } from './auth/pages/page.writer.js';
import { Settings } from './config/settings.js';
import { corsOf } from './cors.js';
import { ErrorFilter, refuseAtTheDoor, refuseEarly } from './errors.js';
import { limitRequests } from './overload.js';
import { OAuthError } from './protocol/oauth.error.js';

/** Room for the largest honest form many times over; more is refused unread. */
const BODY_LIMIT = 100_000;

const MALFORMED = new OAuthError('invalid_request', 'the request is not well-formed');

/** Nothing may be loaded or framed unless a page says otherwise. The same for every answer, so that helmet is asked once. */
const SECURITY_HEADERS = headersOf(
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    xFrameOptions: { action: 'deny' },
    // Of browsers and plug-ins that are no more.
    ...{ xDownloadOptions: false, xDnsPrefetchControl: false, xPermittedCrossDomainPolicies: false, xXssProtection: false },
  }),
);

function headersOf(securityHeaders: ReturnType<typeof helmet>): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = { setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value), removeHeader: () => undefined };
  securityHeaders({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}

export function createAdapter(settings: Settings): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy: settings.trustProxy.length > 0 ? settings.trustProxy : false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    // A URL that cannot be decoded reaches no handler and no filter.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => refuseEarly(request, reply, MALFORMED),
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 2000 },
  });
}

/** What every request meets before and after its room: headers, CORS, raw bodies, the error filter, one log line. */
export function furnish(app: NestFastifyApplication, logger: LoggerService): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    void reply.headers(SECURITY_HEADERS);
    done();
  });
  const pages = app.get(PageWriter);
  limitRequests(fastify, app.get(Settings).maxConcurrentRequests, logger, (request, reply, error) => refuseAtTheDoor(pages, request, reply, error));
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const { method, id: requestId, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    // The route's pattern, never the URL: queries and paths carry codes, states and names.
    logger.debug?.({ msg: 'answered', method, route: routeOptions.url ?? null, status: reply.statusCode, ms, requestId });
    done();
  });
  let isClosing = false;
  fastify.addHook('preClose', (done: () => void) => {
    isClosing = true;
    done();
  });
  fastify.addHook('onSend', (request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: () => void) => {
    void reply.header('x-request-id', request.id); // here, because a preflight is answered before any hook of ours sees it come
    // A connection that stays open after its answer would hold up the shutdown.
    if (isClosing) void reply.header('connection', 'close');
    done();
  });
  app.enableCors({ delegator: (request, callback) => callback(null, corsOf(request.url)) });
  fastify.removeAllContentTypeParsers(); // Fastify's own would read JSON before anybody asked for it
  app.useBodyParser('*', { bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body)); // read as a form, or as JSON, where one is due
  app.useGlobalFilters(new ErrorFilter());
  app.get(ApiDescription).attach(app);
  app.get(ConsoleFiles).attach(fastify);
}

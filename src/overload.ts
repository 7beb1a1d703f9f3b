import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OAuthError } from './protocol/oauth.error.js';

/** Who watches over the process must be answered most of all when it is busy. */
const ALWAYS_HEARD = /^\/health\//;

const BUSY = new OAuthError('temporarily_unavailable', 'the service is busy, try again');

/** Seconds until those who were refused come back: not all of them at once. */
const RETRY_AFTER = { least: 1, most: 4 };

type Refuse = (request: FastifyRequest, reply: FastifyReply, error: OAuthError) => void;

/** Milliseconds between two lines that tell how many were refused. */
const QUIET = 5000;

/**
 * Holds the requests that this process has in hand to a limit, so that those it has taken are answered in time. The others get 503
 * with `Retry-After`: nothing of them is judged or spent. Counted from when all has arrived: whoever sends slowly takes no place.
 */
export function limitRequests(fastify: FastifyInstance, limit: number, logger: LoggerService, refuse: Refuse): void {
  const inHand = new WeakSet<FastifyRequest>();
  let [count, refused, toldAt] = [0, 0, 0];
  const tell = () => {
    refused++;
    if (Date.now() - toldAt < QUIET) return;
    logger.warn({ msg: 'busy: refused requests beyond MAX_CONCURRENT_REQUESTS', refused, limit }, 'Overload');
    [refused, toldAt] = [0, Date.now()];
  };
  fastify.addHook('preValidation', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (count >= limit && !ALWAYS_HEARD.test(request.url)) {
      tell();
      const retryAfter = RETRY_AFTER.least + Math.floor(Math.random() * (RETRY_AFTER.most - RETRY_AFTER.least + 1));
      return refuse(request, reply.header('retry-after', retryAfter), BUSY);
    }
    count++;
    inHand.add(request);
    done();
  });
  // Also when the caller has hung up: his work is done before his place is free.
  fastify.addHook('onSend', (request: FastifyRequest, _reply: FastifyReply, _payload: unknown, done: () => void) => {
    if (inHand.delete(request)) count--;
    done();
  });
}

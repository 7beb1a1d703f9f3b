import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** Where `npm run build` puts what Vite made of `app/`. */
const FOLDER = join(import.meta.dirname, '../../../console');

/** The console as it was built: one page, and assets that carry their hash in their names. */
@Injectable()
export class ConsoleFiles {
  /** With `%NONCE%` where the nonce of its Content-Security-Policy belongs; null when the console was not built. */
  readonly page = existsSync(join(FOLDER, 'index.html')) ? readFileSync(join(FOLDER, 'index.html'), 'utf8') : null;

  /** Serves the assets, compressed when they were built. */
  attach(fastify: FastifyInstance): void {
    fastify.get('/console/', (_request, reply) => reply.redirect('/console', 301));
    if (this.page === null) return;
    const forEver = { maxAge: '1y', immutable: true };
    void fastify.register(fastifyStatic, { root: join(FOLDER, 'assets'), prefix: '/console/assets/', preCompressed: true, decorateReply: false, ...forEver });
  }
}

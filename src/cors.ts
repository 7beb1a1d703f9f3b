import type { FastifyCorsOptions } from '@fastify/cors';

/** Endpoints that applications in a browser call. Without cookies, so any origin may: who calls is proved in the request. */
const OPEN = /^\/oidc\/(token(\/revocation)?|me|\.well-known\/[\w.-]+)$|^\/\.well-known\/[\w.-]+(\/oidc)?$/;

/** The CORS rule of a URL's path; the front channel (`/oidc/auth`, pages, logout) has none, ever. */
export function corsOf(url = '/'): FastifyCorsOptions {
  const [path = ''] = url.split('?');
  if (!OPEN.test(path)) return { origin: false };
  return {
    origin: '*',
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', 'DPoP'],
    exposedHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Request-Id', 'DPoP-Nonce'],
    maxAge: 3600,
  };
}

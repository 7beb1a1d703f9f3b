import type { FastifyRequest } from 'fastify';
import { parseForm, type Parameters } from '../protocol/parameters.js';

/** The parameters of a GET, from the query as it came: Fastify's own parser forgives what RFC 6749 §3.1 does not. */
export function readQuery({ url }: FastifyRequest): Parameters {
  const start = url.indexOf('?');
  return parseForm(start < 0 ? '' : url.slice(start + 1));
}

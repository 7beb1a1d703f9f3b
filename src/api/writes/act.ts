import { createHash } from 'node:crypto';
import { applyDecorators, BadRequestException, createParamDecorator, HttpCode, type ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { callerOf, type Caller } from '../../audit/caller.js';
import type { Actor, ActorRequest } from '../access/actor.js';

/** A request to write something: by whom, from where, and under which key it may be repeated. */
export interface Act {
  actor: Actor;
  caller: Caller;
  /** `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header); null without one. */
  idempotencyKey: string | null;
  /** Tells whether two requests under one key are the same one: of method, path, query and body. */
  fingerprint: Buffer;
  /** Marks the answer as one that was given before. */
  replayed(): void;
}

/** A handler's parameter: the act that `Administration.administer` carries out. */
export const Acting = createParamDecorator((_: unknown, context: ExecutionContext): Act => {
  const request = context.switchToHttp().getRequest<ActorRequest>();
  const reply = context.switchToHttp().getResponse<FastifyReply>();
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const fingerprint = createHash('sha256').update(`${request.method} ${request.url}\n`).update(body).digest();
  const idempotencyKey = readKey(request.headers['idempotency-key']);
  return { actor: request.actor, caller: callerOf(request), idempotencyKey, fingerprint, replayed: () => void reply.header('idempotent-replayed', 'true') };
});

/** The draft's structured string, or, as everybody sends it, the bare key. */
function readKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const [, quoted, bare] = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x5b\x5d-\x7e]{1,255}))$/.exec(String(header).trim()) ?? [];
  const key = quoted ?? bare;
  if (!key) throw new BadRequestException('Idempotency-Key must be 1 to 255 printable characters');
  return key;
}

/** A write of the admin API: what it answers with is told by `status`; the document says that it may be repeated under a key. */
export function Writes(status = 200): MethodDecorator {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } };
  return applyDecorators(
    HttpCode(status),
    ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Repeating a request under its key within 24 hours replays its answer.', example: '8e03978e-40d5-43dd-bc93-6894a57f9324' }),
    ApiResponse({ status: 409, description: 'A request under this key is still being answered.', content }),
    ApiResponse({ status: 422, description: 'This key was used for another request.', content }),
  );
}

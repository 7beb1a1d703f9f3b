import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { seeOther } from '../auth/redirect.js';

/** Whoever types the bare name of this server is a person, and wants his account. */
@ApiExcludeController()
@Controller()
export class RootController {
  @Get()
  show(@Res() reply: FastifyReply): void {
    seeOther(reply, '/account');
  }
}

import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiDescription } from './api.description.js';
import { DocsPage } from './docs.page.js';

/** The API's description, for programs and for people; public, for it tells nothing of what is in the database. */
@ApiExcludeController()
@Controller('admin/v1')
export class DocsController {
  constructor(
    private readonly description: ApiDescription,
    private readonly page: DocsPage,
  ) {}

  @Get('openapi.json')
  @Header('cache-control', 'public, max-age=300')
  openapi(): OpenAPIObject {
    return this.description.document;
  }

  @Get('docs')
  docs(@Res() reply: FastifyReply): void {
    this.page.write(reply, this.description.document);
  }
}

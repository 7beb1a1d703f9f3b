import { Controller, Get, Header, HttpCode } from '@nestjs/common';

/** Browsers ask for it with every page; we have none, and say so without an error. */
@Controller('favicon.ico')
export class FaviconController {
  @Get()
  @HttpCode(204)
  @Header('cache-control', 'public, max-age=86400')
  show(): void {}
}

import { Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Clock } from '../../protocol/clock.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { CredentialHygiene } from './credential.hygiene.js';
import { GrantedHygiene } from './granted.hygiene.js';
import { HygieneQuery, HygieneView } from './hygiene.view.js';
import { TokenHygiene } from './token.hygiene.js';

@AdminController('hygiene', 'hygiene')
export class HygieneController {
  constructor(
    private readonly tokens: TokenHygiene,
    private readonly granted: GrantedHygiene,
    private readonly credentials: CredentialHygiene,
    private readonly clock: Clock,
  ) {}

  /** Clients and keys are told of too, of which `tokens:read` alone says nothing: it is for those who audit. */
  @Get()
  @RequireScope('audit:read')
  @ApiOperation({ summary: 'What to tidy up: each line with the filter that finds its tokens, for the list and for a mass revocation' })
  @ApiOkResponse({ type: HygieneView })
  async show(@Query() { unused_days: days }: HygieneQuery): Promise<HygieneView> {
    const at = this.clock.now();
    return { at, lines: [...(await this.tokens.lines(days, at)), ...(await this.granted.lines(days, at)), ...(await this.credentials.lines(at))] };
  }
}

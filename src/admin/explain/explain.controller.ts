import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { report } from '../../database/report.js';
import { Clock } from '../../protocol/clock.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { CaseBuilder } from './case.builder.js';
import { explain } from './explanation.js';
import { ExplanationView, showExplanation } from './explanation.view.js';
import { LeadFinder } from './lead.finder.js';
import { Question, requireOne } from './question.js';

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } };

@AdminController('explain', 'explanations')
export class ExplainController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly leads: LeadFinder,
    private readonly cases: CaseBuilder,
    private readonly clock: Clock,
  ) {}

  /** A POST, though it changes nothing: a token must not stand in a URL. All of one snapshot. */
  @Post()
  @HttpCode(200)
  @RequireScope('tokens:read')
  @ApiOperation({ summary: 'Why does it not work, and what should the person do? Of a token, its id, a jti or a request id' })
  @ApiOkResponse({ type: ExplanationView })
  @ApiResponse({ status: 404, description: 'We never issued anything with this id.', content: PROBLEM })
  async explain(@Body() question: Question): Promise<ExplanationView> {
    requireOne(question);
    const now = this.clock.now();
    return report(this.dataSource, async (manager) => {
      const lead = await this.leads.find(manager, question, now);
      return showExplanation(explain(await this.cases.build(manager, lead, now)));
    });
  }
}

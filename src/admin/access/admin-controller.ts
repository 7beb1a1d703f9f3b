import { applyDecorators, Controller, UseGuards, UsePipes } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { ProblemView } from '../openapi/problem.view.js';
import { ShapePipe } from './shape.pipe.js';
import { ScopeGuard } from './scope.guard.js';

/** A controller of the admin API under `/admin/v1/<path>`: each of its handlers says with `@RequireScope` who may call, and has its inputs validated. */
export function AdminController(path: string, tag: string): ClassDecorator {
  return applyDecorators(Controller(`admin/v1/${path}`), UseGuards(ScopeGuard), UsePipes(ShapePipe), ApiTags(tag), ApiExtraModels(ProblemView));
}

import { applyDecorators, Controller, SetMetadata, UseGuards, UsePipes } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { ProblemView } from '../openapi/problem.view.js';
import { ShapePipe } from './shape.pipe.js';
import { API, ScopeGuard } from './scope.guard.js';

/** A controller of the admin API under `/admin/v1/<path>`: each of its handlers says with `@RequireScope` who may call, and has its inputs validated. */
export function AdminController(path: string, tag: string): ClassDecorator {
  return ApiController('admin', path, tag);
}

/** The same of any API of ours, whose access tokens have the audience `<PUBLIC_URL>/<api>`. */
export function ApiController(api: 'admin' | 'account', path: string, tag: string): ClassDecorator {
  return applyDecorators(SetMetadata(API, api), Controller(`${api}/v1/${path}`), UseGuards(ScopeGuard), UsePipes(ShapePipe), ApiTags(tag), ApiExtraModels(ProblemView));
}

import { BadRequestException, Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { InvalidFields, type FieldFault } from '../../audit/problem.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true };

/** Reads a handler's inputs into their class-validator classes: the body from JSON, queries and path as they are. Unknown members are faults. */
@Injectable()
export class ShapePipe extends ValidationPipe {
  constructor() {
    const exceptionFactory = (errors: ValidationError[]) => new InvalidFields(errors.flatMap((error) => describe(error, '')));
    super({ transform: true, ...RULES, exceptionFactory, transformOptions: { exposeDefaultValues: true } });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return value;
    const content = metadata.type === 'body' ? parseJson(value) : value;
    if (!isStorable(content)) throw new BadRequestException('the request holds characters that are none');
    return super.transform(content, metadata);
  }
}

/** The same for what came another way, such as by a patch. @param parent the path of it in the request */
export function readShape<Shape extends object>(type: new () => Shape, content: object, parent: string): Shape {
  const shape = plainToInstance(type, content, { exposeDefaultValues: true });
  const faults = validateSync(shape, RULES).flatMap((error) => describe(error, parent));
  if (faults.length > 0) throw new InvalidFields(faults);
  return shape;
}

function parseJson(body: unknown): unknown {
  const text = Buffer.isBuffer(body) ? body.toString() : '';
  if (text.trim() === '') return {};
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  } catch {
    throw new BadRequestException('the body is not JSON');
  }
  throw new BadRequestException('the body must be a JSON object');
}

/** PostgreSQL stores neither NUL nor half a character. */
function isStorable(content: unknown): boolean {
  if (typeof content === 'string') return !/\p{Surrogate}|\0/u.test(content);
  if (typeof content !== 'object' || content === null) return true;
  return Object.entries(content).every(([name, value]) => isStorable(name) && isStorable(value));
}

/** Of a member's name that is repeated: a longer one is none of ours, and may be a token in the wrong place. */
const LONGEST_NAME = 40;

function describe({ property, constraints = {}, children = [] }: ValidationError, parent: string): FieldFault[] {
  const name = property.length > LONGEST_NAME ? '(a long name)' : property;
  const field = parent ? `${parent}.${name}` : name;
  const own = Object.entries(constraints).map(([rule, message]) => ({
    field,
    detail: rule === 'whitelistValidation' ? 'is not known here' : message.replace(`${property} `, ''),
  }));
  return [...own, ...children.flatMap((child) => describe(child, field))];
}

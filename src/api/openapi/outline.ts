import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = Record<string, any>;

interface Member {
  name: string;
  type: string;
  isRequired: boolean;
  description: string;
  example: string;
}

interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  scope: string;
  parameters: (Member & { in: string })[];
  body: Member[];
  answers: { status: string; description: string; type: string }[];
}

/** A document as the page shows it: operations by tag, then the schemas they name. */
export interface Outline {
  title: string;
  introduction: string[];
  tags: { name: string; operations: Operation[] }[];
  schemas: { name: string; description: string; members: Member[] }[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export function outline({ info, paths, components }: OpenAPIObject): Outline {
  const schemas = (components?.schemas ?? {}) as Record<string, Schema>;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ tag: item[method].tags?.[0] ?? '', operation: describe(path, method, item[method], schemas) }] : [])),
  );
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return {
    title: info.title,
    introduction: (info.description ?? '').split('\n\n'),
    tags: tags.map((name) => ({ name, operations: operations.filter(({ tag }) => tag === name).map(({ operation }) => operation) })),
    schemas: Object.entries(schemas).map(([name, schema]) => ({ name, description: schema.description ?? '', members: membersOf(schema) })),
  };
}

function describe(path: string, method: string, operation: Schema, schemas: Record<string, Schema>): Operation {
  const body = operation.requestBody?.content?.['application/json']?.schema;
  return {
    ...{ id: operation.operationId, method: method.toUpperCase(), path, summary: operation.summary ?? '' },
    scope: operation.security?.flatMap((one: Schema) => Object.values(one).flat()).join(' ') ?? '',
    parameters: (operation.parameters ?? []).map((one: Schema) => ({ ...memberOf(one.name, { ...one.schema, ...one }, one.required), in: one.in })),
    body: body ? membersOf(body.$ref ? schemas[nameOf(body.$ref)]! : body) : [],
    answers: Object.entries(operation.responses as Record<string, Schema>).map(([status, answer]) => ({
      status,
      description: answer.description ?? '',
      type: typeOf((Object.values(answer.content ?? {})[0] as Schema)?.schema ?? {}),
    })),
  };
}

function membersOf({ properties = {}, required = [] }: Schema): Member[] {
  return Object.entries(properties as Record<string, Schema>).map(([name, schema]) => memberOf(name, schema, required.includes(name)));
}

function memberOf(name: string, schema: Schema, isRequired = false): Member {
  const example = schema.example ?? schema.default;
  const text = typeof example === 'string' ? example : JSON.stringify(example);
  return { name, type: typeOf(schema.schema ?? schema), isRequired, description: schema.description ?? '', example: text ?? '' };
}

function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  const parts = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (parts) return parts.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((value: unknown) => JSON.stringify(value)).join(' | ');
  if (schema.properties?.items) return `page of ${typeOf(schema.properties.items)}`;
  if ([schema.type].flat().includes('array')) return `${typeOf(schema.items ?? {})}[]`;
  return [...[schema.type].flat(), ...(schema.format ? [`(${schema.format})`] : [])].filter(Boolean).join(' ');
}

function nameOf(reference: string): string {
  return reference.split('/').at(-1)!;
}

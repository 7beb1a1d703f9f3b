import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type Json = Record<string, any>;

/** Every route of the admin API that the server really has, as `GET /admin/v1/tokens/{id}`. */
export function routesOf(app: NestFastifyApplication): string[] {
  const tree: string = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const stack: string[] = [];
  const routes: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent, part, methods] = /^((?:│ {3}| {4})*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (indent === undefined) continue;
    stack.splice(indent.length / 4, Infinity, part!);
    const path = stack.join('').replace(/:(\w+)/g, '{$1}');
    if (path.startsWith('/admin/v1/')) routes.push(...(methods ?? '').split(', ').filter((method) => !['', 'HEAD', 'OPTIONS'].includes(method)).map((method) => `${method} ${path}`));
  }
  return routes.sort();
}

/** What is not as OpenAPI 3.1 wants it: references that lead nowhere, parameters that are not of the path, operations named twice, responses that are none. */
export function faultsOf(document: Json): string[] {
  const faults: string[] = [];
  const ids = new Set<string>();
  for (const { $ref, $at, nullable } of nodesOf(document)) {
    if ($ref !== undefined && resolve(document, $ref) === undefined) faults.push(`${$at}: ${$ref} leads nowhere`);
    if (nullable !== undefined) faults.push(`${$at}: nullable is not of 3.1`);
  }
  for (const [path, item] of Object.entries<Json>(document.paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const [method, operation] of Object.entries<Json>(item)) {
      const at = `${method} ${path}`;
      if (ids.has(operation.operationId)) faults.push(`${at}: ${operation.operationId} stands there twice`);
      ids.add(operation.operationId);
      const inPath = operation.parameters.filter((one: Json) => one.in === 'path');
      if (inPath.map((one: Json) => one.name).join() !== names.join() || !inPath.every((one: Json) => one.required)) faults.push(`${at}: parameters of the path`);
      if (!operation.summary) faults.push(`${at}: no summary`);
      const statuses = Object.keys(operation.responses);
      if (!statuses.some((status) => /^2\d\d$/.test(status)) || !statuses.every((status) => /^[1-5]\d\d$/.test(status))) faults.push(`${at}: responses ${statuses.join()}`);
      for (const [status, response] of Object.entries<Json>(operation.responses)) {
        if (typeof response.description !== 'string') faults.push(`${at}: ${status} has no description`);
        if (!response.content && status !== '204') faults.push(`${at}: ${status} has no schema`);
      }
      for (const scheme of operation.security.flatMap(Object.keys)) if (!document.components.securitySchemes[scheme]) faults.push(`${at}: ${scheme} is no security scheme`);
    }
  }
  return faults;
}

/** Where the value is not as the schema has it; members that the schema does not know are faults too. */
export function schemaFaults(document: Json, schema: Json, value: any, at: string): string[] {
  const known: Json = schema.$ref ? resolve(document, schema.$ref)! : schema;
  const types = [known.type].flat().filter(Boolean);
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) && types.includes('integer') ? 'integer' : typeof value;
  if (types.length > 0 && !types.includes(type)) return [`${at}: ${type} is not ${types.join(' or ')}`];
  if (known.enum && !known.enum.includes(value)) return [`${at}: ${value} is not one of ${known.enum.join()}`];
  if (known.format === 'date-time' && value !== null && new Date(value).toISOString() !== value) return [`${at}: ${value} is no time`];
  if (type === 'array') return value.flatMap((item: unknown, index: number) => schemaFaults(document, known.items, item, `${at}[${index}]`));
  if (type !== 'object' || !known.properties) return [];
  const missing = (known.required ?? []).filter((name: string) => !(name in value)).map((name: string) => `${at}: ${name} is missing`);
  const members = Object.entries(value).flatMap(([name, member]) =>
    known.properties[name] ? schemaFaults(document, known.properties[name], member, `${at}.${name}`) : [`${at}: ${name} is not described`],
  );
  return [...missing, ...members];
}

function* nodesOf(node: unknown, at = '#'): Generator<Json> {
  if (typeof node !== 'object' || node === null) return;
  yield { ...(node as Json), $at: at };
  for (const [name, child] of Object.entries(node)) yield* nodesOf(child, `${at}/${name}`);
}

function resolve(document: Json, reference: string): Json | undefined {
  return reference.split('/').slice(1).reduce<Json | undefined>((node, name) => node?.[name], document);
}

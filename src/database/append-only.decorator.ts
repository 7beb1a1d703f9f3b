import 'reflect-metadata';

const APPEND_ONLY = Symbol('append-only');

/** An entity whose rows are added and read, never changed: the service's role may do no more. */
export function AppendOnly(): ClassDecorator {
  return (target) => Reflect.defineMetadata(APPEND_ONLY, true, target);
}

export function isAppendOnly(target: unknown): boolean {
  return typeof target === 'function' && Reflect.hasOwnMetadata(APPEND_ONLY, target);
}

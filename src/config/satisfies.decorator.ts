import { ValidateBy, type ValidationOptions } from 'class-validator';

/** A class-validator rule made from a predicate and the sentence that tells how to satisfy it. */
export function Satisfies(predicate: (value: unknown) => boolean, message: string, options?: ValidationOptions): PropertyDecorator {
  const validator = { validate: predicate, defaultMessage: () => message };
  return ValidateBy({ name: predicate.name || 'satisfies', validator }, options);
}

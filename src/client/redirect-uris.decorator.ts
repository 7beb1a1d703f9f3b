import { ValidateBy, type ValidationArguments } from 'class-validator';
import { isRegistrableRedirectUri } from '../protocol/redirect-uri.js';

const RULE = 'must be https, or http on a loopback host, or a native application\'s own scheme (with a dot in it); no fragment, wildcard or credentials';

/** Every URI of the list may be registered for the client's `application_type`. */
export function AreRedirectUris(): PropertyDecorator {
  const faulty = ({ value, object }: ValidationArguments) =>
    (value as unknown[]).findIndex((uri) => typeof uri !== 'string' || !isRegistrableRedirectUri(uri, (object as { application_type: string }).application_type));
  return ValidateBy({
    name: 'areRedirectUris',
    validator: {
      validate: (value, args) => Array.isArray(value) && faulty(args!) === -1,
      defaultMessage: (args) => (Array.isArray(args!.value) ? `[${faulty(args!)}] ${RULE}` : 'must be a list'),
    },
  });
}

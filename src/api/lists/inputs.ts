import { isIP } from 'node:net';
import { Transform } from 'class-transformer';
import { ArrayNotEmpty, IsBoolean } from 'class-validator';
import { Satisfies } from '../../config/satisfies.decorator.js';
import { isUuid } from '../../protocol/uuid.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

export const IsId = () => Satisfies(isUuid, 'must be a UUID');

/** The same for each of a list. */
export const IsEachId = () => Satisfies(isUuid, 'must be UUIDs', { each: true });

/** RFC 3339. */
export const IsInstant = () =>
  Satisfies((value) => INSTANT.test(String(value)) && !Number.isNaN(Date.parse(String(value))), 'must be a time with its zone, such as 2026-11-24T10:00:00Z');

/** Of what `IsInstant` has let through. */
export const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** An address or a network in CIDR notation. */
export const IsNetwork = () => Satisfies(isNetwork, 'must be an address or a network, such as 192.0.2.0/24');

/** `true` or `false`, also as the text that a query has. */
export function IsYesOrNo(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))(target, property);
    IsBoolean({ message: 'must be true or false' })(target, property);
  };
}

/** A list, where one value may stand for itself. Any of none would be nothing, and is surely an oversight. */
export function AsList(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (value === undefined ? value : [value].flat()))(target, property);
    ArrayNotEmpty({ message: 'must name one at least' })(target, property);
  };
}

function isNetwork(value: unknown): boolean {
  const [address = '', bits, ...rest] = String(value).split('/');
  const version = isIP(address);
  return version > 0 && !address.includes('%') && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)));
}

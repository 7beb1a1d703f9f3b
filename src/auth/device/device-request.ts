import { IsOptional, IsString } from 'class-validator';
import { Satisfies } from '../../config/satisfies.decorator.js';
import { isScope } from '../../protocol/scope.js';

/** The parameters of a device authorization request (RFC 8628 §3.1, RFC 8707 §2), by the names of the wire. */
export class DeviceRequest {
  @IsOptional()
  @Satisfies(isScope, 'scope is not well-formed', { context: { code: 'invalid_scope' } })
  scope?: string;

  /** Several are joined by a space. */
  @IsOptional()
  @IsString()
  resource?: string;
}

import { IsOptional, IsString } from 'class-validator';
import { IsScope } from '../../protocol/is-scope.decorator.js';

/** The parameters of a device authorization request (RFC 8628 §3.1, RFC 8707 §2), by the names of the wire. */
export class DeviceRequest {
  @IsOptional()
  @IsScope()
  scope?: string;

  /** Several are joined by a space. */
  @IsOptional()
  @IsString()
  resource?: string;
}

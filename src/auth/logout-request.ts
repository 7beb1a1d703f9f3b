import { IsOptional, MaxLength } from 'class-validator';

/** The parameters of a logout request (RP-Initiated Logout 1.0 §2), by the names of the wire. */
export class LogoutRequest {
  id_token_hint?: string;
  client_id?: string;
  post_logout_redirect_uri?: string;

  @IsOptional()
  @MaxLength(2048, { message: 'state is too long' })
  state?: string;

  ui_locales?: string;
}

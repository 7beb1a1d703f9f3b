import type { Field } from '../shared/form.js';
import { GRANT_TYPES } from './client.js';

const ALGS = ['RS256', 'ES256', 'EdDSA'] as const;

export const IDENTITY: Field[] = [
  { name: 'client_name', kind: 'text', help: 'What people read when they log in and when they consent. Its ID, when empty.' },
  { name: 'application_type', kind: 'one', choices: ['web', 'native'], initial: 'web', help: 'Native ones may redirect to the device itself.' },
  { name: 'client_uri', kind: 'text', help: 'Its home page.' },
  { name: 'logo_uri', kind: 'text', help: 'A picture for the login page; https.' },
  { name: 'accent_color', kind: 'text', help: 'Of links and buttons on the login page, such as #3340b5.' },
  { name: 'contacts', kind: 'lines', help: 'E-mail addresses of those who answer for it.' },
  { name: 'policy_uri', kind: 'text', help: 'What it does with people’s data.' },
  { name: 'tos_uri', kind: 'text', help: 'The terms that people agree to.' },
  { name: 'software_id', kind: 'text', help: 'The same for all installations of one software.' },
  { name: 'software_version', kind: 'text', help: 'Of that software.' },
];

export const FLOW: Field[] = [
  { name: 'token_endpoint_auth_method', kind: 'one', choices: ['client_secret_basic', 'client_secret_post', 'none'], initial: 'client_secret_basic', help: 'How it proves who it is. None makes it public: for what runs on people’s own devices.' },
  { name: 'grant_types', kind: 'some', choices: GRANT_TYPES, initial: ['authorization_code', 'refresh_token'], help: 'What it may come with.' },
  { name: 'redirect_uris', kind: 'lines', initial: [], help: 'Where people come back to after they logged in, to the letter.' },
  { name: 'post_logout_redirect_uris', kind: 'lines', initial: [], help: 'Likewise after they logged out.' },
  { name: 'scope', kind: 'text', initial: 'openid profile email offline_access', help: 'All that it may ask for, separated by single spaces.' },
  { name: 'default_max_age', kind: 'seconds', help: 'A login that is older must be done again. Without an end when empty.' },
  { name: 'require_consent', kind: 'yes', initial: true, help: 'Off for applications of your own: nobody is asked.' },
  { name: 'require_auth_time', kind: 'yes', initial: false, help: 'Its ID tokens say when the password was given.' },
  { name: 'tells_error_reason', kind: 'yes', initial: false, help: 'It is told why a refresh was refused, as error_reason.' },
];

export const TOKENS: Field[] = [
  { name: 'access_token_ttl', kind: 'seconds', initial: 3600, help: 'At most a day.' },
  { name: 'id_token_ttl', kind: 'seconds', initial: 3600, help: 'At most a day.' },
  { name: 'authorization_code_ttl', kind: 'seconds', initial: 60, help: 'At most ten minutes.' },
  { name: 'access_token_signed_response_alg', kind: 'one', choices: ALGS, initial: 'RS256', help: 'Every resource server that it calls must know it.' },
  { name: 'id_token_signed_response_alg', kind: 'one', choices: ALGS, initial: 'RS256', help: 'The application must know it.' },
];

export const POLICY: Field[] = [
  { name: 'rotation', kind: 'one', choices: ['reuse', 'rotate'], help: 'Reuse: the same refresh token comes back. Rotate: a new one each time, the old one spent. By default, public clients rotate unless a key is proved, and others reuse.' },
  { name: 'retry_window', kind: 'seconds', initial: 30, help: 'In which a spent token is answered with its successor again. At most ten minutes.' },
  { name: 'refresh_token_ttl', kind: 'seconds', initial: 2_592_000, help: 'From the login, however often it is used; for new tokens.' },
  { name: 'refresh_token_idle_ttl', kind: 'seconds', help: 'Unused for so long, it is over. Without an end when empty.' },
  { name: 'max_live_tokens', kind: 'number', help: 'For each account; at a login more, the oldest ends. Any number when empty.' },
  { name: 'theft_action', kind: 'one', choices: ['off', 'alert', 'rotate', 'freeze'], initial: 'alert', help: 'About a token that is used as if by two.' },
  { name: 'without_offline_access', kind: 'yes', initial: false, help: 'Issued without offline_access too; such a token ends with the login session.' },
  { name: 'ends_at_logout', kind: 'yes', initial: false, help: 'Ends with the login session even with offline_access.' },
];

import { ADMIN_ACTIONS, type AdminAction } from '../../audit/admin-action.js';
import type { Incident } from '../../audit/incident.store.js';

/** What an administrator, or the service of itself, did; continues “… by <who>”. */
const ACTIONS: Record<AdminAction, string> = {
  'token.revoke': 'the refresh token was revoked, with its grant and its access tokens,',
  'token.freeze': 'the refresh token was frozen',
  'token.unfreeze': 'the freeze was lifted',
  'token.rotate': 'the next refresh was ordered to rotate the token',
  'token.suspect': 'the refresh token was suspected of being in two hands',
  'grant.revoke': 'the grant was revoked, with its refresh token and its access tokens,',
  'access_token.revoke': 'one access token was revoked',
  'session.logout': 'the person was logged out on one device',
  'account.create': 'the account was created',
  'account.change': 'the account was changed',
  'account.disable': 'the account was disabled',
  'account.erase': 'the person was erased',
  'account.enable': 'the account was enabled again',
  'account.logout': 'the person was logged out everywhere',
  'account.reset_password': 'the password was reset',
  'account.remove_passkeys': 'the passkeys were removed',
  'client.create': 'the application was registered',
  'client.change': 'the application was changed',
  'client.change_policy': 'the application’s refresh token policy was changed',
  'client.disable': 'the application was disabled',
  'client.enable': 'the application was enabled again',
  'client.delete': 'the application was deleted',
  'client.rotate_secret': 'the application was given a new secret',
  'client.drop_secret': 'an old secret of the application was dropped',
  'resource.create': 'the resource was registered',
  'resource.change': 'the resource was changed',
  'resource.delete': 'the resource was deleted',
  'revocation.plan': 'a mass revocation was planned',
  'revocation.execute': 'a mass revocation was begun',
  'revocation.cancel': 'a mass revocation was cancelled',
  'revocation.finish': 'a mass revocation was finished',
  'key.rotate': 'a signing key was replaced',
  'key.retire': 'a signing key was retired',
  'connection.end': 'the person ended it among their connections',
  'connection.end_all': 'the person ended their connections',
  'connection.not_me': 'the person said that it was not theirs',
  'consent.withdraw': 'the person withdrew what they had allowed the application',
  'account.change_password': 'the person changed the password',
  'account.ask_passkey': 'the person changed whether a passkey is asked for after the password',
  'passkey.add': 'the person added a passkey',
  'passkey.rename': 'the person gave a passkey another name',
  'passkey.remove': 'the person removed a passkey',
};

export function actionSentence({ what, targetKind }: Incident): string {
  // Another release may have written what this one does not know.
  return (ADMIN_ACTIONS as readonly string[]).includes(what) ? ACTIONS[what as AdminAction] : `\`${what}\` was done to the ${targetKind}`;
}

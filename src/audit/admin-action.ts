/** What an administrator can do, or the service of itself (`token.suspect`): the closed list of `admin_event.action`, `<kind>.<verb>`. */
export const ADMIN_ACTIONS = [
  ...['token.revoke', 'token.freeze', 'token.unfreeze', 'token.rotate', 'token.suspect', 'grant.revoke', 'access_token.revoke'],
  ...['session.logout', 'account.create', 'account.change', 'account.disable', 'account.enable', 'account.logout', 'account.reset_password', 'account.remove_passkeys', 'account.erase'],
  ...['client.create', 'client.change', 'client.change_policy', 'client.disable', 'client.enable', 'client.delete', 'client.rotate_secret', 'client.drop_secret'],
  ...['resource.create', 'resource.change', 'resource.delete'],
  ...['revocation.plan', 'revocation.execute', 'revocation.cancel', 'revocation.finish', 'key.rotate', 'key.retire'],
  ...['connection.end', 'connection.end_all', 'connection.not_me'],
  ...['consent.withdraw', 'account.change_password', 'account.ask_passkey', 'passkey.add', 'passkey.rename', 'passkey.remove'],
] as const;

export type AdminAction = (typeof ADMIN_ACTIONS)[number];

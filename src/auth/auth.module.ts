import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { ClientModule } from '../client/client.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { AuthorizationAnswer } from './authorization.answer.js';
import { AuthorizationCodeStore } from './authorization-code.store.js';
import { AuthorizationController } from './authorization.controller.js';
import { AuthorizationFlow } from './authorization.flow.js';
import { AuthorizationReader } from './authorization.reader.js';
import { BrowserInteractions } from './browser-interactions.js';
import { BrowserSessions } from './browser-sessions.js';
import { CodeDelivery } from './code.delivery.js';
import { ConsentController } from './consent.controller.js';
import { ConsentStore } from './consent.store.js';
import { Cookies } from './cookies.js';
import { DeviceAuthorizationController } from './device/device-authorization.controller.js';
import { DeviceAuthorizationStore } from './device/device-authorization.store.js';
import { DeviceController } from './device/device.controller.js';
import { DeviceDelivery } from './device/device.delivery.js';
import { DeviceEntry } from './device/device-entry.js';
import { DeviceReader } from './device/device.reader.js';
import { UserCodes } from './device/user-codes.js';
import { IdTokenHints } from './id-token-hints.js';
import { InteractionStore } from './interaction.store.js';
import { LoginController } from './login.controller.js';
import { LoginThrottleStore } from './login-throttle.store.js';
import { LogoutController } from './logout.controller.js';
import { LogoutReader } from './logout.reader.js';
import { FaviconController } from './pages/favicon.controller.js';
import { PageWriter } from './pages/page.writer.js';
import { PasskeyCeremony } from './passkeys/passkey.ceremony.js';
import { PasskeyChallengeStore } from './passkeys/passkey-challenge.store.js';
import { PasskeyLogin } from './passkeys/passkey-login.js';
import { PasskeyOptionsController } from './passkeys/passkey-options.controller.js';
import { PasskeyPageController } from './passkeys/passkey-page.controller.js';
import { PasskeyStore } from './passkeys/passkey.store.js';
import { Passkeys } from './passkeys/passkeys.js';
import { PasswordLogin } from './password-login.js';
import { SessionListStore } from './session-list.store.js';
import { SessionStore } from './session.store.js';
import { StandingShape } from './standing.js';
import { Traces } from './traces.js';
import { UnfetchedGrants } from './unfetched-grants.js';
import { Visits } from './visits.js';

const STORES = [
  ...[AuthorizationCodeStore, SessionStore, InteractionStore, ConsentStore, LoginThrottleStore, PasskeyStore, PasskeyChallengeStore],
  ...[DeviceAuthorizationStore],
];

/** Owns the front channel: a person at a browser logs in, by password or passkey, consents, and is sent back with a code or answers a device; sessions and logout. */
@Module({
  imports: [AccountModule, ClientModule, KeysModule],
  controllers: [
    ...[AuthorizationController, LoginController, PasskeyPageController, PasskeyOptionsController, ConsentController, LogoutController, FaviconController],
    ...[DeviceAuthorizationController, DeviceController],
  ],
  providers: [
    ...STORES,
    SessionListStore,
    StandingShape,
    Cookies,
    BrowserSessions,
    BrowserInteractions,
    IdTokenHints,
    AuthorizationReader,
    Visits,
    AuthorizationFlow,
    AuthorizationAnswer,
    CodeDelivery,
    ...[DeviceReader, DeviceEntry, DeviceDelivery, UserCodes],
    UnfetchedGrants,
    Traces,
    PasswordLogin,
    ...[PasskeyCeremony, Passkeys, PasskeyLogin],
    LogoutReader,
    PageWriter,
  ],
  // The last line for housekeeping alone.
  exports: [
    ...[BrowserSessions, PasswordLogin, PasskeyStore, Passkeys, PageWriter],
    ...[AuthorizationCodeStore, StandingShape, SessionStore, SessionListStore, ConsentStore, Traces, DeviceAuthorizationStore, UnfetchedGrants],
    ...[InteractionStore, LoginThrottleStore, PasskeyChallengeStore],
  ],
})
export class AuthModule {}

import { lazy } from 'react';
import { CssBaseline } from '@mui/material';
import { AdminContext, AuthenticationError, CoreAdminUI, defaultI18nProvider, Error as ErrorPage, LoadingPage, localStorageStore, Notification, Resource } from 'react-admin';
import Apps from '@mui/icons-material/Apps';
import DeleteSweep from '@mui/icons-material/DeleteSweep';
import Devices from '@mui/icons-material/Devices';
import Dns from '@mui/icons-material/Dns';
import Group from '@mui/icons-material/Group';
import Handshake from '@mui/icons-material/Handshake';
import CleaningServices from '@mui/icons-material/CleaningServices';
import Key from '@mui/icons-material/Key';
import MenuBook from '@mui/icons-material/MenuBook';
import QuestionAnswer from '@mui/icons-material/QuestionAnswer';
import Timelapse from '@mui/icons-material/Timelapse';
import VpnKey from '@mui/icons-material/VpnKey';
import { Route } from 'react-router-dom';
import { authProvider } from './auth.provider.js';
import { dataProvider } from './data.provider.js';
import { ConsoleLayout } from './layout.js';
import { Denied, Unknown } from './shared/no.page.js';
import { darkTheme, lightTheme } from './theme.js';

const AccessTokenList = lazy(() => import('./access-tokens/access-token.list.js'));
const AccountCreate = lazy(() => import('./accounts/account.create.js'));
const AccountEdit = lazy(() => import('./accounts/account.edit.js'));
const AccountList = lazy(() => import('./accounts/account.list.js'));
const AccountShow = lazy(() => import('./accounts/account.show.js'));
const ClientCreate = lazy(() => import('./clients/client.create.js'));
const ClientEdit = lazy(() => import('./clients/client.edit.js'));
const ClientList = lazy(() => import('./clients/client.list.js'));
const ClientPolicy = lazy(() => import('./clients/client.policy.js'));
const ClientShow = lazy(() => import('./clients/client.show.js'));
const EventList = lazy(() => import('./ledger/event.list.js'));
const ExplainPage = lazy(() => import('./explain/explain.page.js'));
const GrantList = lazy(() => import('./grants/grant.list.js'));
const GrantShow = lazy(() => import('./grants/grant.show.js'));
const HygienePage = lazy(() => import('./hygiene/hygiene.page.js'));
const KeyList = lazy(() => import('./keys/key.list.js'));
const LivePage = lazy(() => import('./ledger/live.page.js'));
const OverviewPage = lazy(() => import('./overview/overview.page.js'));
const ResourceCreate = lazy(() => import('./resources/resource.create.js'));
const ResourceEdit = lazy(() => import('./resources/resource.edit.js'));
const ResourceList = lazy(() => import('./resources/resource.list.js'));
const ResourceShow = lazy(() => import('./resources/resource.show.js'));
const RevocationList = lazy(() => import('./revocations/revocation.list.js'));
const RevocationShow = lazy(() => import('./revocations/revocation.show.js'));
const SealsPage = lazy(() => import('./ledger/seals.page.js'));
const SessionList = lazy(() => import('./sessions/session.list.js'));
const SessionShow = lazy(() => import('./sessions/session.show.js'));
const TokenList = lazy(() => import('./tokens/token.list.js'));
const TokenShow = lazy(() => import('./tokens/token.show.js'));
const UsageList = lazy(() => import('./ledger/usage.list.js'));

const store = localStorageStore();
const pages = { layout: ConsoleLayout, dashboard: OverviewPage, loading: LoadingPage, catchAll: Unknown, accessDenied: Denied, authenticationError: AuthenticationError, error: ErrorPage };

/**
 * Each page is loaded when it is first looked at. A resource's `scope` is what its menu item takes. This is react-admin's `Admin` in its own parts,
 * without its login page: that alone would bring all forms and inputs into the first load.
 */
export const Console = () => (
  <AdminContext authProvider={authProvider} dataProvider={dataProvider} i18nProvider={defaultI18nProvider} store={store} theme={lightTheme} darkTheme={darkTheme}>
    <CssBaseline enableColorScheme />
    <CoreAdminUI {...pages} requireAuth disableTelemetry title="Evergrant">
      <Resource name="tokens" icon={VpnKey} list={TokenList} show={TokenShow} options={{ scope: 'tokens:read' }} recordRepresentation="id" />
      <Resource name="grants" icon={Handshake} list={GrantList} show={GrantShow} options={{ scope: 'tokens:read' }} />
      <Resource name="access-tokens" icon={Timelapse} list={AccessTokenList} options={{ scope: 'tokens:read', label: 'Access tokens' }} />
      <Resource name="revocations" icon={DeleteSweep} list={RevocationList} show={RevocationShow} options={{ scope: 'tokens:read' }} />
      <Resource name="accounts" icon={Group} list={AccountList} show={AccountShow} create={AccountCreate} edit={AccountEdit} options={{ scope: 'accounts:read' }} recordRepresentation="username" />
      <Resource name="sessions" icon={Devices} list={SessionList} show={SessionShow} options={{ scope: 'accounts:read' }} recordRepresentation="username" />
      <Resource name="clients" icon={Apps} list={ClientList} show={ClientShow} create={ClientCreate} edit={ClientEdit} options={{ scope: 'clients:read' }} recordRepresentation="metadata.client_name">
        <Route path=":id/policy" element={<ClientPolicy />} />
      </Resource>
      <Resource name="resources" icon={Dns} list={ResourceList} show={ResourceShow} create={ResourceCreate} edit={ResourceEdit} options={{ scope: 'clients:read' }} recordRepresentation="identifier" />
      <Resource name="keys" icon={Key} list={KeyList} options={{ scope: 'audit:read' }} recordRepresentation="kid" />
      <Resource name="explain" icon={QuestionAnswer} list={ExplainPage} options={{ scope: 'tokens:read', label: 'Explain' }} />
      <Resource name="audit/refreshes" icon={MenuBook} list={UsageList} options={{ scope: 'audit:read', label: 'Ledger' }} />
      <Resource name="audit/events" list={EventList} options={{ scope: 'audit:read', within: 'audit/refreshes' }} />
      <Resource name="audit/live" list={LivePage} options={{ scope: 'audit:read', within: 'audit/refreshes' }} />
      <Resource name="audit/seals" list={SealsPage} options={{ scope: 'audit:read', within: 'audit/refreshes' }} />
      <Resource name="hygiene" icon={CleaningServices} list={HygienePage} options={{ scope: 'audit:read', label: 'Hygiene' }} />
    </CoreAdminUI>
    <Notification />
  </AdminContext>
);

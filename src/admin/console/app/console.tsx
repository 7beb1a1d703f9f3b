import { lazy } from 'react';
import { Admin, Resource } from 'react-admin';
import DeleteSweep from '@mui/icons-material/DeleteSweep';
import Handshake from '@mui/icons-material/Handshake';
import Timelapse from '@mui/icons-material/Timelapse';
import VpnKey from '@mui/icons-material/VpnKey';
import { authProvider } from './auth.provider.js';
import { dataProvider } from './data.provider.js';
import { ConsoleLayout } from './layout.js';
import { darkTheme, lightTheme } from './theme.js';

const AccessTokenList = lazy(() => import('./access-tokens/access-token.list.js'));
const GrantList = lazy(() => import('./grants/grant.list.js'));
const GrantShow = lazy(() => import('./grants/grant.show.js'));
const OverviewPage = lazy(() => import('./overview/overview.page.js'));
const RevocationList = lazy(() => import('./revocations/revocation.list.js'));
const RevocationShow = lazy(() => import('./revocations/revocation.show.js'));
const TokenList = lazy(() => import('./tokens/token.list.js'));
const TokenShow = lazy(() => import('./tokens/token.show.js'));

/** Each page is loaded when it is first looked at. A resource's `scope` is what its menu item takes. */
export const Console = () => (
  <Admin authProvider={authProvider} dataProvider={dataProvider} layout={ConsoleLayout} dashboard={OverviewPage} theme={lightTheme} darkTheme={darkTheme} requireAuth disableTelemetry title="Evergrant">
    <Resource name="tokens" icon={VpnKey} list={TokenList} show={TokenShow} options={{ scope: 'tokens:read' }} recordRepresentation="id" />
    <Resource name="grants" icon={Handshake} list={GrantList} show={GrantShow} options={{ scope: 'tokens:read' }} />
    <Resource name="access-tokens" icon={Timelapse} list={AccessTokenList} options={{ scope: 'tokens:read', label: 'Access tokens' }} />
    <Resource name="revocations" icon={DeleteSweep} list={RevocationList} show={RevocationShow} options={{ scope: 'tokens:read' }} />
  </Admin>
);

import { lazy } from 'react';
import { Admin, Resource } from 'react-admin';
import VpnKey from '@mui/icons-material/VpnKey';
import { authProvider } from './auth.provider.js';
import { dataProvider } from './data.provider.js';
import { ConsoleLayout } from './layout.js';
import { darkTheme, lightTheme } from './theme.js';

const TokenList = lazy(() => import('./tokens/token.list.js'));
const TokenShow = lazy(() => import('./tokens/token.show.js'));

/** Each page is loaded when it is first looked at. A resource's `scope` is what its menu item takes. */
export const Console = () => (
  <Admin authProvider={authProvider} dataProvider={dataProvider} layout={ConsoleLayout} theme={lightTheme} darkTheme={darkTheme} requireAuth disableTelemetry title="Evergrant">
    <Resource name="tokens" icon={VpnKey} list={TokenList} show={TokenShow} options={{ scope: 'tokens:read' }} recordRepresentation="id" />
  </Admin>
);

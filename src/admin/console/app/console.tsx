import { Admin, Resource } from 'react-admin';
import { lazy } from 'react';
import { authProvider } from './auth.provider.js';
import { dataProvider } from './data.provider.js';

const TokenList = lazy(() => import('./tokens/token.list.js'));

export const Console = () => (
  <Admin authProvider={authProvider} dataProvider={dataProvider} requireAuth disableTelemetry title="Evergrant">
    <Resource name="tokens" list={TokenList} recordRepresentation="id" />
  </Admin>
);

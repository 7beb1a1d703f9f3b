import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.js';

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce;

createRoot(document.getElementById('root')!).render(
  <CacheProvider value={createCache({ key: 'eg', nonce })}>
    <Console />
  </CacheProvider>,
);

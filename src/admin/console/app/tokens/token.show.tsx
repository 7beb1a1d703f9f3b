import { Card, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { Show, useRecordContext } from 'react-admin';
import { Timeline } from './timeline.view.js';
import { TokenActs } from './token.acts.js';
import { TokenFacts } from './token.facts.js';
import type { Token } from './token.js';
import { TokenKin } from './token.kin.js';

/** A part of the page under its own heading. */
const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card variant="outlined" component="section" sx={{ p: 2 }}>
    <Typography component="h2" variant="h6" gutterBottom>
      {title}
    </Typography>
    {children}
  </Card>
);

function Page() {
  const token = useRecordContext<Token>();
  if (!token) return null;
  return (
    <Stack direction={{ xs: 'column', md: 'row' }} sx={{ gap: 2, alignItems: { md: 'flex-start' } }}>
      <Stack sx={{ flex: 1, minWidth: 0, gap: 2 }}>
        <Part title="Token">
          <TokenFacts of={token} />
        </Part>
        <TokenKin of={token} Part={Part} />
      </Stack>
      <Stack sx={{ flex: 1, minWidth: 0 }}>
        <Part title="Timeline">
          <Timeline of={token} />
        </Part>
      </Stack>
    </Stack>
  );
}

function Title() {
  const token = useRecordContext<Token>();
  return <>{token ? `${token.username} on ${token.client_name}` : 'Token'}</>;
}

/** One login of one person on one application. */
export default function TokenShow() {
  return (
    <Show actions={<TokenActs />} title={<Title />} component="div">
      <Page />
    </Show>
  );
}

import { Alert, Box, List, ListItem, ListItemText, Stack, Typography } from '@mui/material';
import { Link } from 'react-admin';
import { inWords } from '../shared/in.words.js';
import { listTo } from '../shared/list.link.js';
import { When } from '../shared/moment.js';
import { Part } from '../shared/part.js';
import { useMay } from '../shared/rights.js';
import { Sentence } from '../shared/sentence.js';
import { Status } from '../shared/status.js';
import type { ChainLink, Explanation, Happening } from './explanation.js';

const KINDS: Record<string, string> = {
  ...{ refresh_token: 'Refresh token', access_token: 'Access token', id_token: 'ID token', refresh: 'A refresh', act: 'An administrative act', unknown: 'Nothing that we know' },
};

/** What it is, why it is so, what to do; then what happened, and where it came from. */
export function Explained({ explanation }: { explanation: Explanation }) {
  const { kind, recognition, status, summary, advice, history, chain } = explanation;
  return (
    <Stack spacing={2}>
      <Part title={KINDS[kind] ?? inWords(kind)}>
        <Stack spacing={1.5}>
          <Box>{status ? <Status value={status} /> : <Status value={recognition} />}</Box>
          <Typography sx={{ overflowWrap: 'anywhere' }}>
            <Sentence>{summary}</Sentence>
          </Typography>
          <Alert severity="info">
            <Sentence>{advice}</Sentence>
          </Alert>
        </Stack>
      </Part>
      {chain.length > 0 && (
        <Part title="Where it comes from">
          <Chain chain={chain} />
        </Part>
      )}
      {history.length > 0 && (
        <Part title="What happened">
          <History history={history} />
        </Part>
      )}
    </Stack>
  );
}

/** The pages of what it rests on. */
const PAGES: Record<string, (id: string) => string> = {
  refresh_token: (id) => `/tokens/${id}/show`,
  grant: (id) => `/grants/${id}/show`,
  client: (id) => listTo('tokens', { client: id }),
  account: (id) => listTo('tokens', { account: id }),
};

function Chain({ chain }: { chain: ChainLink[] }) {
  return (
    <List dense disablePadding>
      {chain.map(({ link, id, sentence }) => (
        <ListItem key={link} disableGutters>
          <ListItemText
            sx={{ overflowWrap: 'anywhere' }}
            primary={id && PAGES[link] ? <Link to={PAGES[link](id)}>{inWords(link)}</Link> : inWords(link)}
            secondary={<Sentence>{sentence}</Sentence>}
          />
        </ListItem>
      ))}
    </List>
  );
}

function History({ history }: { history: Happening[] }) {
  const mayAudit = useMay('audit:read');
  return (
    <List dense disablePadding>
      {[...history].reverse().map((happening) => (
        <ListItem key={`${happening.at} ${happening.request_id} ${happening.what}`} disableGutters divider>
          <ListItemText sx={{ overflowWrap: 'anywhere' }} primary={<Sentence>{happening.sentence}</Sentence>} secondary={<Beside of={happening} isLinked={mayAudit} />} />
        </ListItem>
      ))}
    </List>
  );
}

function Beside({ of: { at, kind, reason, ticket, request_id }, isLinked }: { of: Happening; isLinked: boolean }) {
  const list = kind === 'use' ? 'audit/refreshes' : 'audit/events';
  return (
    <>
      <When at={at} />
      {reason && ` · ${kind === 'act' ? `“${reason}”` : inWords(reason)}`}
      {ticket && ` · ${ticket}`}
      {isLinked && (
        <>
          {' · '}
          <Link to={listTo(list, { request_id })}>in the ledger</Link>
        </>
      )}
    </>
  );
}

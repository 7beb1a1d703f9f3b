import { Box, Button, Chip, Stack, Typography } from '@mui/material';
import { useInfiniteGetList, type RaRecord } from 'react-admin';
import { When } from '../shared/moment.js';
import { Detail, Place } from '../shared/parties.js';
import { heightOf, rowsOf, sayDuration, type Gap, type Moment } from './timeline.js';
import { wordsOf } from './timeline.words.js';
import type { Token } from './token.js';

const COLOURS = { good: 'success.main', watch: 'warning.main', bad: 'error.main', act: 'primary.main' };

/** All that happened to a token, newest first, the distances drawn as far as they were apart. */
export function Timeline({ of: token }: { of: Token }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteGetList<Moment & RaRecord>(`tokens/${token.id}/usage`, {
    pagination: { page: 1, perPage: 50 },
    sort: { field: 'id', order: 'DESC' },
  });
  if (error) return <Typography sx={{ color: 'error.main' }}>{error.message}</Typography>;
  if (!data) return null;
  const moments = data.pages.flatMap((page) => page.data as Moment[]);
  const rows = rowsOf(hasNextPage ? moments : [...moments, issueOf(token)]);
  return (
    <>
      <Box component="ol" aria-label="Timeline" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {rows.map(({ moment, before }) => (
          <Box component="li" key={moment.id}>
            <MomentRow moment={moment} />
            {before && <GapRow {...before} />}
          </Box>
        ))}
      </Box>
      {hasNextPage && (
        <Button onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          Earlier
        </Button>
      )}
    </>
  );
}

function MomentRow({ moment }: { moment: Moment }) {
  const { says, tone } = wordsOf(moment);
  const { at, count, first_at, kind, actor, ticket, reason, ip, user_agent, request_id } = moment;
  return (
    <Stack direction="row" sx={{ gap: 2, alignItems: 'flex-start' }}>
      <Box aria-hidden sx={{ flex: 'none', width: 12, height: 12, mt: '5px', borderRadius: kind === 'act' ? '2px' : '50%', bgcolor: COLOURS[tone] }} />
      <Stack sx={{ flex: 1, minWidth: 0 }}>
        <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', columnGap: 1, alignItems: 'baseline' }}>
          <Typography variant="body2" sx={{ fontWeight: 600, color: tone === 'bad' ? COLOURS.bad : undefined }}>
            {says}
          </Typography>
          {count > 1 && <Chip size="small" label={`${count} times`} />}
          <Detail>
            <When at={at} />
            {count > 1 && first_at && (
              <>
                {', first '}
                <When at={first_at} />
              </>
            )}
          </Detail>
        </Stack>
        {actor && <Detail>{`by ${actor}${ticket ? `, ${ticket}` : ''}`}</Detail>}
        {reason && <Detail>{kind === 'act' ? `“${reason}”` : reason}</Detail>}
        {(ip ?? user_agent) && <Place ip={ip} userAgent={user_agent} />}
        {kind !== 'issue' && <Detail>{`request ${request_id}`}</Detail>}
      </Stack>
    </Stack>
  );
}

function GapRow({ seconds, isLong }: Gap) {
  return (
    <Stack direction="row" sx={{ gap: 2, alignItems: 'center', ml: '5px', my: 0.5 }}>
      <Box
        aria-hidden={!isLong}
        style={{ height: Math.max(8, heightOf(seconds)) }}
        sx={{ flex: 'none', width: 0, borderLeft: isLong ? '2px dashed' : '2px solid', borderColor: isLong ? 'warning.main' : 'divider' }}
      />
      {isLong && (
        <Typography variant="caption" sx={{ color: 'warning.main', fontStyle: 'italic' }}>
          {sayDuration(seconds)} without use
        </Typography>
      )}
    </Stack>
  );
}

/** The ledger of uses begins after it. */
const issueOf = ({ created_at: at, first, client }: Token): Moment => ({
  ...{ id: 'issue', at, kind: 'issue', what: 'issued', count: 1, first_at: null, reason: null, ...first },
  ...{ request_id: '', client, actor: null, ticket: null, access_token_jti: null },
});

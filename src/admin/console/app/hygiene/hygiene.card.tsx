import { Box, Button, Card, Chip, Stack, Typography } from '@mui/material';
import { LinkBase } from 'react-admin';
import { inWords } from '../shared/in.words.js';
import { listTo } from '../shared/list.link.js';
import { sayNumber } from '../shared/numbers.js';
import { TITLES, type HygieneLine } from './hygiene.js';

/** A line of the report: tokens lead to their list, where all that match can be previewed and revoked; the rest to where it is mended. */
export function HygieneCard({ line }: { line: HygieneLine }) {
  const { key, why, count, has_more, subjects, filter } = line;
  const isDue = count > 0;
  const title = TITLES[key] ?? inWords(key);
  return (
    <Card variant="outlined" component="article" sx={{ p: 2 }}>
      <Stack direction={{ xs: 'column', sm: 'row' }} spacing={2} sx={{ alignItems: { sm: 'center' } }}>
        <Typography component="p" variant="h5" sx={{ minWidth: 90, fontWeight: 700, fontVariantNumeric: 'tabular-nums', color: isDue ? 'warning.main' : 'text.secondary' }}>
          {sayNumber(count)}
          {has_more && '+'}
        </Typography>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography component={isDue ? 'h2' : 'h3'} variant="subtitle1" sx={{ fontWeight: 600 }}>
            {title}
          </Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
            {why}
          </Typography>
          {subjects.length > 0 && (
            <Stack direction="row" useFlexGap spacing={1} sx={{ flexWrap: 'wrap', mt: 1 }}>
              {subjects.map((subject) => (
                <Chip key={subject} size="small" label={subject} sx={{ maxWidth: '100%' }} />
              ))}
            </Stack>
          )}
        </Box>
        {isDue && (
          <Button component={LinkBase} to={filter ? listTo('tokens', filter) : pageOf(line.link)} variant="outlined" aria-label={`${filter ? 'Look and revoke' : 'Look closer'}: ${title}`} sx={{ flexShrink: 0 }}>
            {filter ? 'Look and revoke' : 'Look closer'}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

/** Of what the API names, the console's own page. */
function pageOf(link: string): string {
  const [resource = '', id] = link.replace('/admin/v1/', '').split('/');
  return id ? `/${resource}/${id}/show` : `/${resource}`;
}

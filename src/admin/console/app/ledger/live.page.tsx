import { Alert, Box, Button, Stack, Table, TableBody, TableCell, TableHead, TableRow, TextField, Typography } from '@mui/material';
import { useEffect, useState, type FormEvent } from 'react';
import { Link, Title, useLocation, useNavigate } from 'react-admin';
import { readPage, type Listing } from '../data.provider.js';
import { errorsOf, type FieldErrors } from '../shared/act.js';
import { When } from '../shared/moment.js';
import { Detail } from '../shared/parties.js';
import { LedgerPages } from './ledger.tabs.js';

/** A token that was live at the moment, as `GET /admin/v1/audit/live` shows it. */
interface TokenThen {
  id: string;
  client: string;
  client_name: string;
  username: string;
  account: string;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
  ended_reason: string | null;
  doubts: string[];
}

interface Page extends Listing<TokenThen> {
  caveats: string[];
}

const PAGE_SIZE = 50;

/** Of a moment in the viewer's zone, what a `datetime-local` field holds. */
function toLocal(instant: string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Which tokens of an account or a client were live at a moment. What is asked stands in the URL. */
export default function LivePage() {
  const { search } = useLocation();
  const [known, setKnown] = useState<Page | null>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [isBusy, setBusy] = useState(false);

  const look = async (after: Page | null) => {
    setBusy(true);
    setErrors({});
    try {
      const page = await readPage<TokenThen, Page>(`audit/live${search}`, after?.next ?? null, PAGE_SIZE);
      setKnown({ ...page, items: [...(after?.items ?? []), ...page.items] });
    } catch (error) {
      setErrors(errorsOf(error));
    } finally {
      setBusy(false);
    }
  };

  useEffect(() => {
    setKnown(null);
    if (search) void look(null);
  }, [search]);

  return (
    <LedgerPages>
      <Title title="Point in time" />
      <Box sx={{ py: 2 }}>
        <Typography sx={{ mb: 2 }}>Which refresh tokens of an account or an application were live at a moment that has been?</Typography>
        <Inputs key={search} search={search} errors={errors} isBusy={isBusy} />
        {errors[''] && <Alert severity="error">{errors['']}</Alert>}
        <Box aria-live="polite">{known && <Found page={known} onMore={known.next ? () => void look(known) : null} isBusy={isBusy} />}</Box>
      </Box>
    </LedgerPages>
  );
}

function Inputs({ search, errors, isBusy }: { search: string; errors: FieldErrors; isBusy: boolean }) {
  const navigate = useNavigate();
  const asked = new URLSearchParams(search);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const query = new URLSearchParams({ at: new Date(String(form.get('at'))).toISOString() });
    for (const name of ['account', 'client']) if (String(form.get(name)).trim()) query.set(name, String(form.get(name)).trim());
    navigate(`/audit/live?${query}`);
  };
  const field = (name: string, label: string) => (
    <TextField name={name} label={label} defaultValue={asked.get(name) ?? ''} error={!!errors[name]} helperText={errors[name]} sx={{ flex: { md: 1 } }} />
  );
  return (
    <Stack component="form" direction={{ xs: 'column', md: 'row' }} spacing={2} sx={{ mb: 2, alignItems: { md: 'flex-start' } }} onSubmit={submit}>
      <TextField name="at" type="datetime-local" label="Moment, in your time" required defaultValue={toLocal(asked.get('at') ?? '')} error={!!errors.at} helperText={errors.at} slotProps={{ inputLabel: { shrink: true } }} sx={{ flex: { md: 1 } }} />
      {field('account', 'Account id (sub)')}
      {field('client', 'Client id')}
      <Button type="submit" variant="contained" loading={isBusy} sx={{ flex: 'none', height: 40, mt: { md: 1 } }}>
        Look
      </Button>
    </Stack>
  );
}

function Found({ page: { items, caveats }, onMore, isBusy }: { page: Page; onMore: (() => void) | null; isBusy: boolean }) {
  return (
    <Stack spacing={2}>
      {items.length === 0 ? <Typography>{onMore ? 'None so far.' : 'None was live then.'}</Typography> : <Lived items={items} />}
      {onMore && (
        <Button onClick={onMore} loading={isBusy} sx={{ alignSelf: 'flex-start' }}>
          Look further
        </Button>
      )}
      {caveats.map((caveat) => (
        <Typography key={caveat} variant="body2" sx={{ color: 'text.secondary' }}>
          {caveat}
        </Typography>
      ))}
    </Stack>
  );
}

function Lived({ items }: { items: TokenThen[] }) {
  return (
    <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label="Tokens that were live">
      <Table size="small">
        <TableHead>
          <TableRow>
            {['Application', 'Account', 'Issued', 'Last used until then', 'Since then', 'Not certain because of'].map((name) => (
              <TableCell key={name}>{name}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map(({ id, client_name, client, username, account, created_at, last_used_at, revoked_at, ended_reason, doubts }) => (
            <TableRow key={id}>
              <TableCell>
                <Stack>
                  <Link to={`/tokens/${id}/show`}>{client_name}</Link>
                  <Detail>{client}</Detail>
                </Stack>
              </TableCell>
              <TableCell>
                <Stack>
                  {username}
                  <Detail>{account}</Detail>
                </Stack>
              </TableCell>
              <TableCell>
                <When at={created_at} />
              </TableCell>
              <TableCell>
                <When at={last_used_at} absent="never" />
              </TableCell>
              <TableCell>
                {revoked_at ? (
                  <>
                    {ended_reason?.replaceAll('_', ' ')} <When at={revoked_at} />
                  </>
                ) : (
                  (ended_reason?.replaceAll('_', ' ') ?? 'lives')
                )}
              </TableCell>
              <TableCell>{doubts.join(', ') || '–'}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}

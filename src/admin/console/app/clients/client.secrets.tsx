import { MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { pathOf } from '../data.provider.js';
import { Act, type FieldErrors } from '../shared/act.js';
import { When } from '../shared/moment.js';
import { Once } from '../shared/once.js';
import { useMay } from '../shared/rights.js';
import type { Client, Secret } from './client.js';

const OVERLAPS: [value: string, words: string][] = [
  ['604800', 'for 7 days'],
  ['86400', 'for 1 day'],
  ['3600', 'for 1 hour'],
  ['0', 'not at all: they end at once'],
  ['', 'until they are dropped'],
];

/** The secrets that live, and what may be done about them. */
export function Secrets({ of: client }: { of: Client }) {
  const [made, setMade] = useState<string | null>(null);
  const mayWrite = useMay('clients:write') && client.status !== 'deleted';
  const path = `${pathOf('clients', client.id)}/secrets`;
  if (client.type === 'public') return <Typography variant="body2">None: a public client cannot keep one.</Typography>;
  return (
    <>
      <Stack component="ul" sx={{ listStyle: 'none', p: 0, m: 0, gap: 1 }}>
        {client.secrets.map((secret) => (
          <Stack component="li" key={secret.id ?? 'unnamed'} direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap' }}>
            <Typography variant="body2">
              {secret.is_current ? 'The current one' : 'An older one'}, made <When at={secret.created_at} />
              <End of={secret} />
            </Typography>
            {mayWrite && !secret.is_current && (
              <Act label="Drop" method="DELETE" path={`${path}/${secret.id}`} color="error" done="It is dropped">
                Whoever still uses this older secret is refused from now on.
              </Act>
            )}
          </Stack>
        ))}
      </Stack>
      {client.secrets.length === 0 && <Typography variant="body2">None lives.</Typography>}
      {mayWrite && (
        <Act<Client> label="New secret" path={path} fields={Overlap} bodyOf={overlapOf} onDone={({ client_secret }) => setMade(client_secret ?? null)} done="It has a new secret">
          A new secret is made, and shown once. The application goes on with the older ones until they end.
        </Act>
      )}
      <Once what="client secret" value={made} onClose={() => setMade(null)}>
        Put it where the application {client.metadata.client_name} reads its own, before the older ones end.
      </Once>
    </>
  );
}

function End({ of: { is_current, expires_at } }: { of: Secret }) {
  if (is_current) return null;
  return expires_at ? (
    <>
      , ends <When at={expires_at} />
    </>
  ) : (
    <>, without an end</>
  );
}

const Overlap = (errors: FieldErrors) => (
  <TextField select name="overlap" label="Older secrets live on" defaultValue="604800" fullWidth margin="dense" error={!!errors.overlap} helperText={errors.overlap ?? 'Time to bring the new one to every server.'} sx={{ mt: 2 }}>
    {OVERLAPS.map(([value, words]) => (
      <MenuItem key={value} value={value}>
        {words}
      </MenuItem>
    ))}
  </TextField>
);

function overlapOf(form: FormData): { overlap: number | null } {
  const overlap = String(form.get('overlap'));
  return { overlap: overlap === '' ? null : Number(overlap) };
}

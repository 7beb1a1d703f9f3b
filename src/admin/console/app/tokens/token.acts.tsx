import AcUnit from '@mui/icons-material/AcUnit';
import Autorenew from '@mui/icons-material/Autorenew';
import Block from '@mui/icons-material/Block';
import WbSunny from '@mui/icons-material/WbSunny';
import { TextField } from '@mui/material';
import { TopToolbar, useRecordContext } from 'react-admin';
import { Act, type FieldErrors } from '../shared/act.js';
import { useMay } from '../shared/rights.js';
import { isOpen, type Token } from './token.js';

/** What may be done to the token as it stands. */
export function TokenActs() {
  const token = useRecordContext<Token>();
  const mayRevoke = useMay('tokens:revoke');
  if (!token || !mayRevoke || !isOpen(token)) return <TopToolbar />;
  const path = `tokens/${token.id}`;
  return (
    <TopToolbar sx={{ flexWrap: 'wrap' }}>
      {token.status === 'frozen' ? (
        <Act label="Unfreeze" path={`${path}/unfreeze`} icon={<WbSunny />} done="It is no longer frozen">
          It can be refreshed again.
        </Act>
      ) : (
        <Act label="Freeze" path={`${path}/freeze`} icon={<AcUnit />} color="warning" fields={Until} bodyOf={untilOf} done="It is frozen">
          It is refused until the freeze is lifted or has ended; access tokens that are out live on.
        </Act>
      )}
      {!token.rotate_next_at && (
        <Act label="Rotate" path={`${path}/rotate`} icon={<Autorenew />} done="The next refresh will rotate it">
          The next refresh rotates it, whatever the policy: who then comes with the old one betrays himself.
        </Act>
      )}
      <Act label="Revoke" path={`${path}/revoke`} icon={<Block />} color="error" done="It is revoked">
        It ends at once, with its grant and its access tokens. This cannot be undone.
      </Act>
    </TopToolbar>
  );
}

const Until = (errors: FieldErrors) => (
  <TextField
    name="until"
    label="Until"
    type="datetime-local"
    fullWidth
    margin="dense"
    slotProps={{ inputLabel: { shrink: true } }}
    error={!!errors.until}
    helperText={errors.until ?? 'In your own time zone; without an end when left empty.'}
  />
);

function untilOf(form: FormData): { until?: string } {
  const until = String(form.get('until') ?? '');
  return until ? { until: new Date(until).toISOString() } : {};
}

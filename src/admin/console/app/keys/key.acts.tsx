import Autorenew from '@mui/icons-material/Autorenew';
import Block from '@mui/icons-material/Block';
import { Checkbox, FormControlLabel, FormHelperText, MenuItem, TextField } from '@mui/material';
import { useListContext, useRecordContext } from 'react-admin';
import { pathOf } from '../data.provider.js';
import { Act, type FieldErrors } from '../shared/act.js';
import { useMay } from '../shared/rights.js';
import type { Key } from './key.js';

/** Has another key follow the one that signs. */
export function RotateKeys() {
  const mayWrite = useMay('keys:write');
  const { data = [] } = useListContext<Key>();
  const signing = [...new Set(data.filter(({ state }) => state === 'signing').map(({ alg }) => alg))];
  if (!mayWrite || signing.length === 0) return null;
  const fields = (errors: FieldErrors) => (
    <>
      <TextField select name="alg" label="Algorithm" defaultValue={signing[0]} fullWidth margin="dense" error={!!errors.alg} helperText={errors.alg ?? 'Of the key that is to be followed.'} sx={{ mt: 2 }}>
        {signing.map((alg) => (
          <MenuItem key={alg} value={alg}>
            {alg}
          </MenuItem>
        ))}
      </TextField>
      <Choice name="now" label="Have it sign at once" help="Whoever keeps an old JWKS fetches it again, or fails until then." />
    </>
  );
  return (
    <Act label="Rotate" path="keys/rotate" icon={<Autorenew />} fields={fields} bodyOf={(form) => ({ alg: form.get('alg'), ...chosen(form, 'now') })} done="A successor is made">
      A new key is published, and takes over when every replica and every kept JWKS knows it.
    </Act>
  );
}

/** Has the record's key sign no more. */
export function RetireKey() {
  const key = useRecordContext<Key>();
  const mayWrite = useMay('keys:write');
  if (!key || !mayWrite || key.state === 'gone') return null;
  return (
    <Act
      label="Retire"
      path={`${pathOf('keys', key.kid)}/retire`}
      icon={<Block />}
      color="error"
      fields={() => (
        <>
          <Choice name="compromised" label="It is compromised" help="It leaves the JWKS at once: whatever it signed is refused from now on." />
          <Choice name="successor" label="Make a successor at once" help="Needed where nothing else would sign by this algorithm." />
        </>
      )}
      bodyOf={(form) => ({ ...chosen(form, 'compromised'), ...chosen(form, 'successor') })}
      done="It is retired"
    >
      It signs no more, and stays in the JWKS for the tokens that are out.
    </Act>
  );
}

const Choice = ({ name, label, help }: { name: string; label: string; help: string }) => (
  <>
    <FormControlLabel control={<Checkbox name={name} slotProps={{ input: { 'aria-describedby': `${name}-help` } }} />} label={label} />
    <FormHelperText id={`${name}-help`} sx={{ mt: -1, ml: 4 }}>
      {help}
    </FormHelperText>
  </>
);

const chosen = (form: FormData, name: string): Record<string, boolean> => (form.has(name) ? { [name]: true } : {});

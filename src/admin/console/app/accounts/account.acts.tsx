import Block from '@mui/icons-material/Block';
import Logout from '@mui/icons-material/Logout';
import Password from '@mui/icons-material/Password';
import PlayArrow from '@mui/icons-material/PlayArrow';
import { TextField } from '@mui/material';
import { useState } from 'react';
import { EditButton, TopToolbar, useRecordContext } from 'react-admin';
import { pathOf } from '../data.provider.js';
import { Act, type FieldErrors } from '../shared/act.js';
import { Once } from '../shared/once.js';
import { useMay } from '../shared/rights.js';
import type { Account } from './account.js';

/** What may be done to the account as it stands. */
export function AccountActs() {
  const account = useRecordContext<Account>();
  const [mayWrite, mayRevoke] = [useMay('accounts:write'), useMay('tokens:revoke')];
  if (!account || account.status === 'deleted') return <TopToolbar />;
  const path = pathOf('accounts', account.id);
  return (
    <TopToolbar sx={{ flexWrap: 'wrap' }}>
      {mayWrite && <EditButton size="medium" />}
      {mayWrite && <ResetPassword of={account} />}
      {mayRevoke && (
        <Act label="Log out everywhere" path={`${path}/logout`} icon={<Logout />} color="warning" done="Logged out everywhere">
          All sessions and grants of {account.username} end at once, with their refresh and access tokens. This cannot be undone.
        </Act>
      )}
      {mayWrite && (account.status === 'disabled' ? <Enable of={account} /> : <Disable of={account} />)}
    </TopToolbar>
  );
}

const Disable = ({ of: { id, username } }: { of: Account }) => (
  <Act label="Disable" path={`${pathOf('accounts', id)}/disable`} icon={<Block />} color="error" done="It is disabled">
    {username} cannot log in and nothing of theirs can be used until the account is enabled again. To end it all for good, log out everywhere too.
  </Act>
);

const Enable = ({ of: { id } }: { of: Account }) => (
  <Act label="Enable" path={`${pathOf('accounts', id)}/enable`} icon={<PlayArrow />} done="It is enabled">
    What lived before and has not expired lives again.
  </Act>
);

function ResetPassword({ of: { id, username } }: { of: Account }) {
  const [made, setMade] = useState<string | null>(null);
  return (
    <>
      <Act<Account> label="Reset password" path={`${pathOf('accounts', id)}/reset-password`} icon={<Password />} fields={NewPassword} bodyOf={passwordOf} onDone={({ generated_password }) => setMade(generated_password ?? null)} done="The password is another">
        Every session and token of {username} from before ends.
      </Act>
      <Once what="password" value={made} onClose={() => setMade(null)}>
        Give it to {username}.
      </Once>
    </>
  );
}

const NewPassword = (errors: FieldErrors) => (
  <TextField name="password" label="New password" type="password" autoComplete="new-password" fullWidth margin="dense" error={!!errors.password} helperText={errors.password ?? 'Better left empty: one is made, and shown once.'} />
);

function passwordOf(form: FormData): { password?: string } {
  const password = String(form.get('password') ?? '');
  return password ? { password } : {};
}

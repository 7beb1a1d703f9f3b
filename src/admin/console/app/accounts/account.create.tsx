import { useState } from 'react';
import { Create, SimpleForm, useNotify, useRedirect } from 'react-admin';
import { Inputs, Save, Section, tidy, whyOf, WhySection } from '../shared/form.js';
import { Once } from '../shared/once.js';
import { LOGIN, NEW } from './account.fields.js';
import type { Account } from './account.js';
import { isEmpty, PersonSections } from './account.person.js';

/** A new account. A password that is made for it is shown once, before its page. */
export default function AccountCreate() {
  const [made, setMade] = useState<Account | null>(null);
  const notify = useNotify();
  const redirect = useRedirect();
  const leave = ({ id }: Account) => redirect('show', 'accounts', id);
  const onSuccess = (account: Account) => {
    notify('The account is made', { type: 'success' });
    if (account.generated_password) setMade(account);
    else leave(account);
  };
  return (
    <Create<Account> title="Make an account" transform={newBodyOf} mutationOptions={{ onSuccess }}>
      <SimpleForm toolbar={<Save label="Make" />}>
        <Section title="Login">
          <Inputs of={[...LOGIN, ...NEW]} />
        </Section>
        <PersonSections />
        <WhySection />
      </SimpleForm>
      <Once what="password" value={made?.generated_password ?? null} onClose={() => leave(made!)}>
        Give it to {made?.username}.
      </Once>
    </Create>
  );
}

function newBodyOf({ username, roles, sub, password, claims, ...form }: Record<string, unknown>) {
  const told = Object.fromEntries(Object.entries(tidy(claims ?? {}) as object).filter(([, value]) => !isEmpty(value)));
  return { ...whyOf(form), ...(tidy({ username, roles, sub, password }) as object), claims: told };
}

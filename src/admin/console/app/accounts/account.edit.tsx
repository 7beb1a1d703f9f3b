import { Edit, SimpleForm } from 'react-admin';
import { Inputs, Save, Section, tidy, whyOf, WhySection } from '../shared/form.js';
import { LOGIN } from './account.fields.js';
import { isEmpty, PersonSections } from './account.person.js';

/** Another username, other roles or claims. */
export default function AccountEdit() {
  return (
    <Edit title="Change an account" mutationMode="pessimistic" transform={changedBodyOf} redirect="show" actions={false}>
      <SimpleForm toolbar={<Save label="Save" />}>
        <Section title="Login">
          <Inputs of={LOGIN} />
        </Section>
        <PersonSections />
        <WhySection />
      </SimpleForm>
    </Edit>
  );
}

/** As the API merges it: null takes a claim away, and an address without lines is none. */
function changedBodyOf({ username, roles, claims, ...form }: Record<string, unknown>) {
  const { address, ...others } = claims as Record<string, unknown>;
  const lines = tidy(address ?? {}) as object;
  return { ...whyOf(form), username: username ?? '', roles, claims: { ...(tidy(others, null) as object), address: isEmpty(lines) ? null : lines } };
}

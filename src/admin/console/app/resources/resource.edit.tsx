import { Edit, SimpleForm } from 'react-admin';
import { Inputs, Save, Section, tidy, whyOf, WhySection } from '../shared/form.js';
import { SCOPES } from './resource.fields.js';

/** Other scopes for it; what was granted stays granted. */
export default function ResourceEdit() {
  return (
    <Edit title="Change a resource" mutationMode="pessimistic" transform={bodyOf} redirect="show" actions={false}>
      <SimpleForm toolbar={<Save label="Save" />}>
        <Section title="Resource">
          <Inputs of={[SCOPES]} />
        </Section>
        <WhySection />
      </SimpleForm>
    </Edit>
  );
}

const bodyOf = ({ scopes, ...form }: Record<string, unknown>) => ({ ...whyOf(form), scopes: tidy(scopes ?? []) });

import { Create, SimpleForm } from 'react-admin';
import { Inputs, Save, Section, tidy, whyOf, WhySection } from '../shared/form.js';
import { IDENTIFIER, SCOPES } from './resource.fields.js';

/** A new API that tokens can be asked for. */
export default function ResourceCreate() {
  return (
    <Create title="Register a resource" transform={bodyOf} redirect="show">
      <SimpleForm toolbar={<Save label="Register" />}>
        <Section title="Resource">
          <Inputs of={[IDENTIFIER, SCOPES]} />
        </Section>
        <WhySection />
      </SimpleForm>
    </Create>
  );
}

const bodyOf = ({ identifier, scopes, ...form }: Record<string, unknown>) => ({ ...whyOf(form), identifier: identifier ?? '', scopes: tidy(scopes ?? []) });

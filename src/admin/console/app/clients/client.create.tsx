import { useState } from 'react';
import { Create, SimpleForm, useNotify, useRedirect } from 'react-admin';
import { Inputs, Save, Section, tidy, whyOf, WhySection, type Field } from '../shared/form.js';
import { Once } from '../shared/once.js';
import { POLICY } from './client.fields.js';
import { ClientSections } from './client.form.js';
import type { Client } from './client.js';

const OWN: Field[] = [
  { name: 'client_id', kind: 'text', help: 'Made up when empty; it stays for ever.' },
  { name: 'client_secret', kind: 'text', help: 'Better left empty: one is made, and shown once. Not for a public client.' },
];

/** A new application. A secret that is made for it is shown once, before its page. */
export default function ClientCreate() {
  const [made, setMade] = useState<Client | null>(null);
  const notify = useNotify();
  const redirect = useRedirect();
  const leave = ({ id }: Client) => redirect('show', 'clients', id);
  const onSuccess = (client: Client) => {
    notify('The application is registered', { type: 'success' });
    if (client.client_secret) setMade(client);
    else leave(client);
  };
  return (
    <Create<Client> title="Register an application" transform={bodyOf} mutationOptions={{ onSuccess }}>
      <SimpleForm toolbar={<Save label="Register" />}>
        <Section title="Who it is">
          <Inputs of={OWN} parent="metadata" />
        </Section>
        <ClientSections />
        <Section title="Refresh tokens">
          <Inputs of={POLICY} parent="metadata.refresh_token_policy" />
        </Section>
        <WhySection />
      </SimpleForm>
      <Once what="client secret" value={made?.client_secret ?? null} onClose={() => leave(made!)}>
        Put it where the application {made?.metadata.client_name} reads its own.
      </Once>
    </Create>
  );
}

const bodyOf = ({ metadata, ...form }: Record<string, unknown>) => ({ ...whyOf(form), metadata: tidy(metadata) });

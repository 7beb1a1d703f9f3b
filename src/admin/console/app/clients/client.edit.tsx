import { useState } from 'react';
import { Edit, SimpleForm, useNotify, useRedirect } from 'react-admin';
import { Save, tidy, whyOf, WhySection } from '../shared/form.js';
import { Once } from '../shared/once.js';
import { ClientSections } from './client.form.js';
import type { Client } from './client.js';

/** What is known of an application; its refresh token policy has a page of its own, where a change is tried first. */
export default function ClientEdit() {
  const [made, setMade] = useState<Client | null>(null);
  const notify = useNotify();
  const redirect = useRedirect();
  const leave = ({ id }: Client) => redirect('show', 'clients', id);
  const onSuccess = (client: Client) => {
    notify('The application is changed', { type: 'success' });
    if (client.client_secret) setMade(client);
    else leave(client);
  };
  return (
    <Edit title="Change an application" mutationMode="pessimistic" transform={bodyOf} mutationOptions={{ onSuccess }} actions={false}>
      <SimpleForm toolbar={<Save label="Save" />}>
        <ClientSections />
        <WhySection />
      </SimpleForm>
      <Once what="client secret" value={made?.client_secret ?? null} onClose={() => leave(made!)}>
        The application is confidential now, and needs it.
      </Once>
    </Edit>
  );
}

/** As a merge patch: null takes away what was emptied, and the policy, which is absent, stays. */
function bodyOf({ metadata, ...form }: Record<string, unknown>) {
  const { refresh_token_policy: _, ...rest } = metadata as Record<string, unknown>;
  return { ...whyOf(form), metadata: tidy(rest, null) };
}

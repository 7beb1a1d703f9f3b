import { Stack } from '@mui/material';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Form, HttpError, SaveButton, ShowBase, Title, useNotify, useRecordContext } from 'react-admin';
import { useFormContext } from 'react-hook-form';
import { useParams } from 'react-router-dom';
import { ask, pathOf } from '../data.provider.js';
import { Inputs, Section, tidy } from '../shared/form.js';
import { pageOf } from '../shared/links.js';
import { Part } from '../shared/part.js';
import { POLICY } from './client.fields.js';
import type { Client, Prospects } from './client.js';
import { Foreseen } from './foreseen.js';

/** A policy that was tried, and what it would do. */
interface Trial {
  refresh_token_policy: object;
  prospects: Prospects;
}

/** What was tried is no more what stands in the form. */
function Watch({ onChange }: { onChange: () => void }) {
  const { watch } = useFormContext();
  useEffect(() => {
    const { unsubscribe } = watch((_, { name }) => name && onChange());
    return unsubscribe;
  }, [watch, onChange]);
  return null;
}

function Page() {
  const client = useRecordContext<Client>()!;
  const [trial, setTrial] = useState<Trial | null>(null);
  const notify = useNotify();
  const forget = useCallback(() => setTrial(null), []);
  const { id, metadata } = client;
  const record = useMemo(() => ({ id, refresh_token_policy: metadata.refresh_token_policy }), [id, metadata.refresh_token_policy]);
  const path = `${pathOf('clients', id)}/refresh-token-policy`;

  const foresee = async (form: Record<string, unknown>) => {
    const refresh_token_policy = tidy(form.refresh_token_policy) as object;
    try {
      setTrial({ refresh_token_policy, prospects: await ask<Prospects>('POST', `${path}/what-if`, { refresh_token_policy }) });
    } catch (error) {
      if (error instanceof HttpError && error.body?.errors) return error.body.errors as object;
      notify(error instanceof Error ? error.message : 'The server cannot be reached.', { type: 'error' });
    }
  };

  return (
    <Stack direction={{ xs: 'column', md: 'row' }} sx={{ gap: 2, mt: 2, alignItems: { md: 'flex-start' } }}>
      <Title title={`Refresh token policy of ${metadata.client_name}`} />
      <Stack sx={{ flex: 3, minWidth: 0 }}>
        <Part title="How its refresh tokens live and turn">
          <Form record={record} onSubmit={foresee}>
            <Watch onChange={forget} />
            <Section>
              <Inputs of={POLICY} parent="refresh_token_policy" />
            </Section>
            <SaveButton label="Try it" icon={<></>} alwaysEnable />
          </Form>
        </Part>
      </Stack>
      <Stack sx={{ flex: 2, minWidth: 0 }} aria-live="polite">
        <Part title="What it would do">
          <Foreseen prospects={trial?.prospects ?? null} order={{ path, body: { refresh_token_policy: trial?.refresh_token_policy } }} leadsTo={pageOf('clients', id)} />
        </Part>
      </Stack>
    </Stack>
  );
}

/** Another refresh token policy for an application: tried first, then saved. */
export default function ClientPolicy() {
  const { id } = useParams<'id'>();
  return (
    <ShowBase resource="clients" id={id}>
      <Loaded />
    </ShowBase>
  );
}

const Loaded = () => (useRecordContext() ? <Page /> : null);

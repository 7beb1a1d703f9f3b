import { Inputs, Section } from '../shared/form.js';
import { FLOW, IDENTITY, TOKENS } from './client.fields.js';

/** All metadata of a client but its refresh token policy. */
export const ClientSections = () => (
  <>
    <Section title="Application">
      <Inputs of={IDENTITY} parent="metadata" />
    </Section>
    <Section title="How people come and go">
      <Inputs of={FLOW} parent="metadata" />
    </Section>
    <Section title="Tokens">
      <Inputs of={TOKENS} parent="metadata" />
    </Section>
  </>
);

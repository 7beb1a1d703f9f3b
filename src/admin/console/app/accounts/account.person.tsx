import { Inputs, Section } from '../shared/form.js';
import { ADDRESS, CLAIMS } from './account.fields.js';

/** What is known of a person, claim by claim. */
export const PersonSections = () => (
  <>
    <Section title="What applications may be told">
      <Inputs of={CLAIMS} parent="claims" />
    </Section>
    <Section title="Address">
      <Inputs of={ADDRESS} parent="claims.address" />
    </Section>
  </>
);

/** Nothing at all, such as an address without lines. */
export const isEmpty = (value: unknown) => value === undefined || (typeof value === 'object' && value !== null && Object.values(value).every((one) => one === undefined));

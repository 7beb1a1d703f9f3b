import { regex, SelectArrayInput, TextInput } from 'react-admin';
import { inWords } from '../shared/in.words.js';
import { Time } from '../shared/inputs.js';
import { AccountInput, ClientInput } from '../shared/party.input.js';
import { VERDICTS } from './usage.js';

const NETWORK = regex(/^([\d.]{7,15}|[\da-f:]*:[\da-f:.]*)(\/\d{1,3})?$/i, 'An address or a network, such as 192.0.2.0/24');
const UUID = regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, 'A UUID, such as 0199e2a4-7c1e-7d52-9b0a-3f1c5d7e9a11');

/** What both ledgers are searched by. */
const ofBoth = [
  <TextInput key="network" source="network" label="Address or network" validate={NETWORK} />,
  <TextInput key="user_agent" source="user_agent" label="Part of the agent’s name" />,
  <TextInput key="request_id" source="request_id" label="Request id" />,
  <Time key="from" source="from" label="Not before" />,
  <Time key="to" source="to" label="Before" />,
];

/** One value may stand for itself, as in the API. */
const Verdicts = (props: { source: string; label: string; alwaysOn?: boolean }) => (
  <SelectArrayInput {...props} choices={VERDICTS.map((id) => ({ id, name: inWords(id) }))} format={(value) => [value ?? []].flat()} />
);

/** Every filter of `GET /admin/v1/audit/refreshes`; react-admin keeps their values in the URL. */
export const usageFilters = [
  <Verdicts key="verdict" source="verdict" label="Verdict" alwaysOn />,
  <ClientInput key="client" source="client" label="Application" alwaysOn />,
  <AccountInput key="account" source="account" label="Account" alwaysOn />,
  <TextInput key="grant" source="grant" label="Grant or token id" validate={UUID} />,
  ...ofBoth,
];

/** Likewise of `/audit/events`. */
export const eventFilters = [
  <TextInput key="action" source="action" label="Action, such as token.freeze" alwaysOn resettable />,
  <TextInput key="actor" source="actor" label="Who did it (sub or client id)" alwaysOn resettable />,
  <ClientInput key="client" source="client" label="By way of" />,
  <TextInput key="target_kind" source="target_kind" label="Kind of target" />,
  <TextInput key="target" source="target" label="Target’s id" />,
  ...ofBoth,
];

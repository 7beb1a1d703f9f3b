import { NullableBooleanInput, regex, SelectArrayInput, SelectInput, TextInput } from 'react-admin';
import { Time } from '../shared/inputs.js';
import { AccountInput, ClientInput } from '../shared/party.input.js';

const UUID = regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, 'A UUID, such as 0199e2a4-7c1e-7d52-9b0a-3f1c5d7e9a11');
const NETWORK = regex(/^([\d.]{7,15}|[\da-f:]*:[\da-f:.]*)(\/\d{1,3})?$/i, 'An address or a network, such as 192.0.2.0/24');

export const STATUSES = ['live', 'frozen', 'suspended', 'replayed', 'revoked', 'ended', 'expired', 'idle_expired'];
const ORPHANINGS = ['account', 'client', 'resource'];
const EXCESSES = ['lifetime', 'scope'];

const choices = (names: readonly string[]) => names.map((id) => ({ id, name: inWords(id) }));
export const inWords = (name: string) => name.replaceAll('_', ' ');

/** One value may stand for itself, as in the API. */
const Several = (props: { source: string; label: string; choices: object[]; alwaysOn?: boolean }) => <SelectArrayInput {...props} format={(value) => [value ?? []].flat()} />;

/** Every filter of `GET /admin/v1/tokens`; react-admin keeps their values in the URL. */
export const tokenFilters = [
  <Several key="status" source="status" label="State" choices={choices(STATUSES)} alwaysOn />,
  <ClientInput key="client" source="client" label="Application" alwaysOn />,
  <AccountInput key="account" source="account" label="Account" alwaysOn />,
  <TextInput key="id" source="id" label="Ids" multiline format={(ids?: string | string[]) => [ids ?? []].flat().join('\n')} parse={(text: string) => text.split(/[\s,]+/)} />,
  <TextInput key="network" source="network" label="Address or network" validate={NETWORK} />,
  <TextInput key="user_agent" source="user_agent" label="Part of the agent’s name" />,
  <TextInput key="session" source="session" label="Session (sid)" validate={UUID} />,
  <TextInput key="scope" source="scope" label="Scope" />,
  <TextInput key="resource" source="resource" label="Resource" />,
  <SelectInput key="policy" source="policy" label="Policy" choices={choices(['reuse', 'rotate'])} />,
  <SelectInput key="client_type" source="client_type" label="Kind of client" choices={choices(['public', 'confidential'])} />,
  <NullableBooleanInput key="key_bound" source="key_bound" label="Bound to a key" />,
  <TextInput key="kid" source="kid" label="Signing key (kid)" />,
  <Time key="issued_after" source="issued_after" label="Issued after" />,
  <Time key="issued_before" source="issued_before" label="Issued before" />,
  <Time key="last_used_after" source="last_used_after" label="Last used after" />,
  <Time key="last_used_before" source="last_used_before" label="Last used before" />,
  <Time key="active_after" source="active_after" label="In use after" />,
  <Time key="active_before" source="active_before" label="In use before" />,
  <Several key="orphaned_by" source="orphaned_by" label="Orphaned by" choices={choices(ORPHANINGS)} />,
  <Several key="past_policy" source="past_policy" label="More than the policy gives now" choices={choices(EXCESSES)} />,
];

/** A filter as one would say it, such as `state: live, frozen`. */
export function sayFilter(filter: Record<string, unknown>): string[] {
  const label = (name: string) => tokenFilters.find(({ key }) => key === name)?.props.label ?? inWords(name);
  return Object.entries(filter).flatMap(([name, value]) => (isSet(value) ? [name === 'id' ? sayIds([value].flat()) : `${label(name)}: ${[value].flat().map(String).map(sayValue).join(', ')}`] : []));
}

const sayIds = (ids: unknown[]) => (ids.length === 1 ? `id: ${ids[0]}` : `${ids.length} by their ids`);
const isSet = (value: unknown) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
const sayValue = (value: string) => (/^[a-z_]+$/.test(value) ? inWords(value) : value);

/** What of it the API takes: nothing that is empty. */
export const cleared = (filter: Record<string, unknown>) => Object.fromEntries(Object.entries(filter).filter(([, value]) => isSet(value)));

import { Autocomplete, ListItem, ListItemText, TextField } from '@mui/material';
import { useMemo, useState } from 'react';
import { TextInput, useDebouncedEvent, useGetList, useInput, type RaRecord } from 'react-admin';
import { useMay } from './rights.js';

/** Milliseconds of rest after which what was typed is looked for. */
const REST = 200;
const FIRST = { page: 1, perPage: 10 };

interface Party {
  id: string;
  name: string;
}

interface PartyInputProps {
  source: string;
  label?: string;
  alwaysOn?: boolean;
}

/** An application, found by its name or its id; by the id alone where the person may not read applications. */
export function ClientInput({ source, label = 'Application' }: PartyInputProps) {
  const mayRead = useMay('clients:read');
  return mayRead ? <NameInput source={source} label={label} useFound={useClients} /> : <TextInput source={source} label={`${label} (id)`} resettable sx={WIDTH} />;
}

/** A person, found by the beginning of the username or `sub`, or by the email; likewise. */
export function AccountInput({ source, label = 'Account' }: PartyInputProps) {
  const mayRead = useMay('accounts:read');
  return mayRead ? <NameInput source={source} label={label} useFound={useAccounts} /> : <TextInput source={source} label={`${label} (sub)`} resettable sx={WIDTH} />;
}

/** So that those that always stand there stand in one line. */
const WIDTH = { width: { sm: 190 } };

/** @returns those whom the text may mean; of none the list is not asked */
type UseFound = (text: string) => { parties: Party[]; isBusy: boolean };

const useClients: UseFound = (text) => {
  const { data = [], isFetching } = useGetList('clients', { filter: { text }, pagination: FIRST }, { enabled: text !== '' });
  return { parties: data.map(({ id, metadata }: RaRecord) => ({ id: String(id), name: metadata.client_name ?? id })), isBusy: isFetching };
};

const useAccounts: UseFound = (text) => {
  const isEmail = /^\S+@\S+$/.test(text);
  const begins = useGetList('accounts', { filter: { prefix: text }, pagination: FIRST, sort: { field: 'username', order: 'ASC' } }, { enabled: text !== '' });
  const byEmail = useGetList('accounts', { filter: { email: text }, pagination: FIRST }, { enabled: isEmail });
  const found = new Map([...(begins.data ?? []), ...(isEmail ? (byEmail.data ?? []) : [])].map(({ id, username }: RaRecord) => [String(id), { id: String(id), name: username as string }]));
  return { parties: [...found.values()], isBusy: begins.isFetching || (isEmail && byEmail.isFetching) };
};

/** The id that the filter has, under its name. What is typed and is nobody's name is taken for an id. */
function NameInput({ source, label, useFound }: { source: string; label: string; useFound: UseFound }) {
  const { field } = useInput<Party>({ source, defaultValue: '' });
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const lookFor = useDebouncedEvent(setText, REST);
  const { parties, isBusy } = useFound(text);
  const id = String(field.value ?? '');
  const name = useFound(id).parties.find((party) => party.id === id)?.name ?? id;
  const value = useMemo(() => (id === '' ? null : { id, name }), [id, name]);
  // None that were found for another text: Enter would choose the first. Whoever is quicker than its highlight means it as well.
  const options = typed === text ? parties.toSorted((a, b) => Number(b.id === text) - Number(a.id === text)) : [];
  const choose = (chosen: Party | string | null) => field.onChange(typeof chosen === 'string' ? (options[0]?.id ?? chosen.trim()) : (chosen?.id ?? ''));
  const follow = (input: string) => {
    setTyped(input);
    lookFor(input);
  };
  return (
    <Autocomplete<Party, false, false, true>
      freeSolo
      autoHighlight
      clearOnBlur
      selectOnFocus
      disablePortal
      size="small"
      sx={WIDTH}
      value={value}
      options={options}
      filterOptions={(all) => all}
      loading={isBusy}
      getOptionKey={(option) => (typeof option === 'string' ? option : option.id)}
      getOptionLabel={(option) => (typeof option === 'string' ? option : option.name)}
      isOptionEqualToValue={(option, value) => option.id === (typeof value === 'string' ? value : value.id)}
      onChange={(_event, chosen) => choose(chosen)}
      onInputChange={(_event, input, reason) => follow(reason === 'input' ? input.trim() : '')}
      renderOption={({ key, ...props }, { id, name }) => (
        <ListItem key={key} {...props} dense>
          <ListItemText primary={name} secondary={id === name ? undefined : id} slotProps={{ primary: { sx: ANYWHERE }, secondary: { sx: ANYWHERE } }} />
        </ListItem>
      )}
      renderInput={(props) => <TextField {...props} label={label} margin="dense" />}
    />
  );
}

const ANYWHERE = { overflowWrap: 'anywhere' } as const;

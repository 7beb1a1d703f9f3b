import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { BooleanInput, CheckboxGroupInput, NumberInput, required, SaveButton, SelectInput, TextInput, Toolbar } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { labelOf, sayDuration } from './words.js';

/** An input for a member of the API, named as it is there. What the server finds wrong with it stands below it. */
export interface Field {
  name: string;
  kind: 'text' | 'lines' | 'seconds' | 'number' | 'yes' | 'one' | 'some';
  help: string;
  choices?: readonly (string | { id: string; name: string })[];
  initial?: string | number | boolean | string[];
}

/** @param parent the path of the members in the request */
export function Inputs({ of: fields, parent = '' }: { of: readonly Field[]; parent?: string }) {
  return fields.map((field) => <Input key={field.name} field={field} source={parent ? `${parent}.${field.name}` : field.name} />);
}

function Input({ field, source }: { field: Field; source: string }) {
  const { name, kind, help, choices, initial } = field;
  const shared = { source, label: labelOf(name.split('.').at(-1)!), helperText: help, defaultValue: initial };
  const given = { ...shared, choices: choices?.map((choice) => (typeof choice === 'string' ? { id: choice, name: choice } : choice)) };
  if (kind === 'lines') return <LinesInput {...shared} />;
  if (kind === 'seconds') return <SecondsInput {...shared} />;
  if (kind === 'number') return <NumberInput {...shared} />;
  if (kind === 'yes') return <BooleanInput {...shared} />;
  if (kind === 'one') return <SelectInput {...given} emptyText="the default" />;
  if (kind === 'some') return <CheckboxGroupInput {...given} defaultValue={initial as string[]} row={false} />;
  return <TextInput {...shared} />;
}

type InputProps = { source: string; label: string; helperText: string; defaultValue?: unknown };

/** A list, one on each line. */
const LinesInput = (props: InputProps) => (
  <TextInput {...props} multiline minRows={2} helperText={`${props.helperText} One on each line.`} format={(lines: string[] | null) => (lines ?? []).join('\n')} parse={(text: string) => text.split('\n')} />
);

/** Seconds, and how long that is. */
function SecondsInput(props: InputProps) {
  const seconds = useWatch({ name: props.source }) as number | null | undefined;
  return <NumberInput {...props} helperText={`${props.helperText} In seconds${typeof seconds === 'number' ? `: ${sayDuration(seconds)}` : ''}.`} />;
}

/** Inputs that belong together, side by side where there is room. @param title where the page gives them none */
export const Section = ({ title, children }: { title?: string; children: ReactNode }) => (
  <Box component="section" sx={{ width: '100%', mb: 2 }}>
    {title && (
      <Typography component="h2" variant="h6" gutterBottom>
        {title}
      </Typography>
    )}
    <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' }, columnGap: 3, rowGap: 0.5, alignItems: 'start' }}>{children}</Box>
  </Box>
);

/** Why, and under which ticket: what every write tells the ledger. */
export const WhySection = () => (
  <Section title="Why">
    <TextInput source="reason" label="Reason" validate={required('Say why')} multiline helperText="Kept in the ledger for those who ask why." />
    <TextInput source="ticket" label="Ticket" helperText="Of your own tracker, where there is one." />
  </Section>
);

/** A form's one button; what is more is done on the record's page. */
export const Save = ({ label }: { label: string }) => (
  <Toolbar>
    <SaveButton label={label} alwaysEnable />
  </Toolbar>
);

/** What a form holds, without blank lines and what was left empty. @param emptied what stands for that */
export function tidy(value: unknown, emptied?: null): unknown {
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? one.trim() : one)).filter((one) => one !== '');
  if (typeof value !== 'object' || value === null) return value === '' || value === null || value === undefined ? emptied : value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, tidy(member, emptied)]));
}

/** The reason and the ticket of a form. */
export const whyOf = ({ reason, ticket }: Record<string, unknown>) => ({ reason, ...(ticket ? { ticket } : {}) });

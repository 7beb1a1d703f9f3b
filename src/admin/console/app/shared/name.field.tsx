import { Stack } from '@mui/material';
import { useRecordContext, useResourceContext } from 'react-admin';
import { pageOf, To } from './links.js';
import { Detail } from './parties.js';

interface NameFieldProps {
  /** What it is called; its id stands below where that is another. */
  of: (record: Record<string, any>) => string;
}

/** A record's name, which leads to its own page also by keyboard. */
export function NameField({ of }: NameFieldProps) {
  const record = useRecordContext();
  const resource = useResourceContext();
  if (!record || !resource) return null;
  return (
    <Stack sx={{ overflowWrap: 'anywhere', fontWeight: 600 }}>
      <To to={pageOf(resource, record.id)}>{of(record)}</To>
      {of(record) !== record.id && <Detail>{record.id}</Detail>}
    </Stack>
  );
}

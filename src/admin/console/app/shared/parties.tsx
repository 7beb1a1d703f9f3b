import { Stack, Typography } from '@mui/material';
import type { MouseEvent, ReactNode } from 'react';
import { Link, useRecordContext } from 'react-admin';
import { deviceOf } from '../../../../protocol/device.js';

/** Which application: its name leads to the record's own page. */
export function ClientField({ to }: { to: (record: Record<string, string>) => string; label?: string; sortable?: boolean }) {
  const record = useRecordContext();
  if (!record) return null;
  return (
    <Stack>
      <Link to={to(record)} variant="body2" underline="hover" sx={{ fontWeight: 600 }} onClick={(event: MouseEvent) => event.stopPropagation()}>
        {record.client_name}
      </Link>
      <Detail>{record.client}</Detail>
    </Stack>
  );
}

/** Whose. */
export function AccountField(_: { label?: string; sortable?: boolean }) {
  const record = useRecordContext();
  if (!record) return null;
  return (
    <Stack>
      <Typography variant="body2">{record.username}</Typography>
      <Typography variant="caption" noWrap title={record.account} sx={{ color: 'text.secondary', maxWidth: 150 }}>
        {record.account}
      </Typography>
    </Stack>
  );
}

/** Whence: a device as its owner would call it, its whole agent text on hover, and the address. */
export function Place({ ip, userAgent }: { ip: string | null; userAgent: string | null }) {
  return (
    <Stack>
      <Typography variant="body2" title={userAgent ?? undefined}>
        {deviceOf(userAgent) ?? 'Unknown device'}
      </Typography>
      {ip && <Detail>{ip}</Detail>}
    </Stack>
  );
}

/** What is said beside the main thing. */
export const Detail = ({ children }: { children: ReactNode }) => (
  <Typography variant="caption" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
    {children}
  </Typography>
);

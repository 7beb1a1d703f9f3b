import { Stack, Typography } from '@mui/material';
import type { MouseEvent, ReactNode } from 'react';
import { Link, useRecordContext } from 'react-admin';
import { deviceOf } from '../../../../protocol/device.js';

/** Which application: its name leads to the record's own page. */
export function ClientField({ to }: { to: (record: Record<string, string>) => string }) {
  const record = useRecordContext();
  if (!record) return null;
  return (
    <Stack>
      <Link to={to(record)} variant="body2" underline="hover" noWrap title={record.client_name} sx={{ fontWeight: 600, maxWidth: 200 }} onClick={(event: MouseEvent) => event.stopPropagation()}>
        {record.client_name}
      </Link>
      <Detail>{record.client}</Detail>
    </Stack>
  );
}

/** Whose. */
export function AccountField() {
  const record = useRecordContext();
  if (!record) return null;
  return (
    <Stack>
      <Typography variant="body2">{record.username}</Typography>
      <Typography variant="caption" noWrap title={record.account} sx={{ color: 'text.secondary', maxWidth: 116 }}>
        {record.account}
      </Typography>
    </Stack>
  );
}

/** Whence: a device as its owner would call it, its whole agent text on hover, and the address. */
export function Place({ ip, userAgent }: { ip: string | null; userAgent: string | null }) {
  return (
    <Stack>
      <Typography variant="body2" noWrap title={userAgent ?? undefined} sx={{ maxWidth: 220 }}>
        {deviceOf(userAgent) ?? 'Unknown device'}
      </Typography>
      {ip && <Detail noWrap>{ip}</Detail>}
    </Stack>
  );
}

/** What is said beside the main thing. */
export const Detail = ({ children, noWrap }: { children: ReactNode; noWrap?: boolean }) => (
  <Typography variant="caption" noWrap={noWrap} sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
    {children}
  </Typography>
);

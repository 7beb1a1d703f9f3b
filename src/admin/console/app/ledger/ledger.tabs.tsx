import { Box, Button } from '@mui/material';
import type { ReactNode } from 'react';
import { LinkBase, useLocation } from 'react-admin';

const PAGES: [string, string][] = [
  ['/audit/refreshes', 'Refreshes'],
  ['/audit/events', 'Administrative acts'],
  ['/audit/live', 'Point in time'],
  ['/audit/seals', 'Integrity'],
];

/** The ledger's pages beside each other. */
export function LedgerPages({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  return (
    <>
      <Box component="nav" aria-label="Ledger" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, borderBottom: 1, borderColor: 'divider', mb: 1, pt: 1 }}>
        {PAGES.map(([path, name]) => {
          const isHere = path === pathname;
          return (
            <Button key={path} component={LinkBase} to={path} aria-current={isHere ? 'page' : undefined} color={isHere ? 'primary' : 'inherit'} sx={{ borderRadius: 0, borderBottom: 2, borderColor: isHere ? 'primary.main' : 'transparent' }}>
              {name}
            </Button>
          );
        })}
      </Box>
      {children}
    </>
  );
}

import { Box, Card, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { CreateButton, useResourceDefinition } from 'react-admin';

/** What a list says before there is anything in it. */
export function Nothing({ children }: { children: ReactNode }) {
  const { hasCreate } = useResourceDefinition();
  return (
    <Card sx={{ p: 4, mt: 2, textAlign: 'center' }}>
      <Typography color="text.secondary">{children}</Typography>
      {hasCreate && (
        <Box sx={{ mt: 2 }}>
          <CreateButton variant="contained" />
        </Box>
      )}
    </Card>
  );
}

import { Card, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** A part of a page under a heading of its own. */
export const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card variant="outlined" component="section" sx={{ p: 2, minWidth: 0 }}>
    <Typography component="h2" variant="h6" gutterBottom>
      {title}
    </Typography>
    {children}
  </Card>
);

import { Stack, Typography } from '@mui/material';
import { Title } from 'react-admin';
import { To } from './links.js';

const NoPage = ({ title, children }: { title: string; children: string }) => (
  <Stack sx={{ gap: 1, maxWidth: '60ch', p: { xs: 1, sm: 4 } }}>
    <Title title={title} />
    <Typography component="h2" variant="h5">
      {title}
    </Typography>
    <Typography>{children}</Typography>
    <Typography>
      <To to="/">Go to the overview</To>
    </Typography>
  </Stack>
);

/** Instead of a page that the person's roles do not reach. */
export const Denied = () => <NoPage title="Not for your role">Your account may not look at this page. Somebody with the role admin can give it a role that may.</NoPage>;

/** Instead of a page that there is not. */
export const Unknown = () => <NoPage title="There is no such page">The address may be incomplete, or what it led to is called something else now.</NoPage>;

import { Typography } from '@mui/material';

/** What a page without rows says: there may be more behind it. */
export const NoneFound = () => <Typography sx={{ p: 2 }}>Nothing matches in the time that was looked through.</Typography>;

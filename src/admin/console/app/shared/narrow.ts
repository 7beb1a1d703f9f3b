import { useMediaQuery, type Theme } from '@mui/material';

/** Too narrow for a table. */
export const useIsNarrow = () => useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));

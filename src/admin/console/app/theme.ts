import type { Theme } from '@mui/material';
import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from 'react-admin';

const shape = { sidebar: { width: 200 }, shape: { borderRadius: 10 }, typography: { fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif', button: { textTransform: 'none' as const, fontWeight: 600 } } };

const INPUTS = { variant: 'outlined' as const, margin: 'dense' as const, size: 'small' as const, fullWidth: true };

/** Tools stand on the page, not on a sheet of their own. */
const BARE = { styleOverrides: { root: ({ theme }: { theme: Theme }) => ({ [theme.breakpoints.down('sm')]: { backgroundColor: 'transparent' } }) } };

const components = {
  ...defaultLightTheme.components,
  MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiCard: { defaultProps: { variant: 'outlined' as const } },
  RaTopToolbar: BARE,
  RaListToolbar: BARE,
  RaToolbar: { styleOverrides: { root: ({ theme }: { theme: Theme }) => ({ backgroundColor: theme.palette.background.paper, borderTop: `1px solid ${theme.palette.divider}` }) } },
  RaSimpleList: { styleOverrides: { root: { '& .RaSimpleList-tertiary': { opacity: 1 } } } },
  MuiCircularProgress: { defaultProps: { 'aria-label': 'Loading' } },
  MuiAppBar: { styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiTextField: { defaultProps: INPUTS },
  MuiFormControl: { defaultProps: INPUTS },
};

/** The colours of the login page (`auth/pages/style.css`), each readable on what it stands on (WCAG 1.4.3). */
export const lightTheme: RaThemeOptions = {
  ...defaultLightTheme,
  ...shape,
  components,
  palette: {
    mode: 'light',
    primary: { main: '#3340b5', dark: '#262f8c' },
    secondary: { main: '#262f8c' },
    error: { main: '#8f1d16' },
    warning: { main: '#8a4b00' },
    success: { main: '#1d6b34' },
    background: { default: '#eef0f5', paper: '#fff' },
    text: { primary: '#1a1d26', secondary: '#555b6c' },
  },
};

export const darkTheme: RaThemeOptions = {
  ...defaultDarkTheme,
  ...shape,
  components: { ...defaultDarkTheme.components, ...components },
  palette: {
    mode: 'dark',
    primary: { main: '#a5b0ff' },
    secondary: { main: '#c4ccff' },
    error: { main: '#ffb4ac' },
    warning: { main: '#ffcf8f' },
    success: { main: '#8fdca6' },
    background: { default: '#101218', paper: '#1b1e27' },
    text: { primary: '#eceef4', secondary: '#a9afbf' },
  },
};

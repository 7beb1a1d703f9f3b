import ContentCopy from '@mui/icons-material/ContentCopy';
import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useState, type ReactNode } from 'react';

interface OnceProps {
  /** What it is, such as "client secret". */
  what: string;
  /** Null while there is nothing to show. */
  value: string | null;
  children?: ReactNode;
  onClose: () => void;
}

/** What the server made and shows this once, with a button that copies it. A click beside it does not close it. */
export function Once({ what, value, children, onClose }: OnceProps) {
  const [isCopied, setCopied] = useState(false);
  const title = useId();
  const close = () => {
    setCopied(false);
    onClose();
  };
  const copy = async () => {
    await navigator.clipboard.writeText(value!);
    setCopied(true);
  };
  return (
    <Dialog open={value !== null} aria-labelledby={title} fullWidth maxWidth="sm">
      <DialogTitle id={title}>The new {what}</DialogTitle>
      <DialogContent>
        <Alert severity="warning" sx={{ mb: 2 }}>
          It is shown now and never again. {children}
        </Alert>
        <TextField
          label={what[0]!.toUpperCase() + what.slice(1)}
          value={value ?? ''}
          fullWidth
          multiline
          margin="dense"
          slotProps={{ htmlInput: { readOnly: true, spellCheck: false, style: { fontFamily: 'monospace', wordBreak: 'break-all' } } }}
          onFocus={(event) => event.target.select()}
        />
      </DialogContent>
      <DialogActions>
        <Button startIcon={<ContentCopy />} variant="contained" autoFocus onClick={() => void copy()}>
          <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
        </Button>
        <Button onClick={close}>I have kept it</Button>
      </DialogActions>
    </Dialog>
  );
}

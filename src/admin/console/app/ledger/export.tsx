import Download from '@mui/icons-material/Download';
import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, LinearProgress, Radio, RadioGroup, Typography } from '@mui/material';
import { useId, useRef, useState } from 'react';
import { useListContext } from 'react-admin';
import { queryOf } from '../data.provider.js';
import { sayBytes, sayCounted } from '../shared/numbers.js';
import { exportTo, type Format, type Run } from './export.run.js';

/** All that the list's filters let through, as a file; how far it has come is shown. */
export function Export({ name }: { name: 'refreshes' | 'events' }) {
  const { filterValues } = useListContext();
  const [isOpen, setOpen] = useState(false);
  const [format, setFormat] = useState<Format>('ndjson');
  const [run, setRun] = useState<Run | null>(null);
  const cancel = useRef<AbortController>(null);
  const title = useId();
  const isUnderWay = run?.state === 'running';

  const start = async () => {
    cancel.current = new AbortController();
    await exportTo(`${name}.${format}`, `audit/${name}/export?${queryOf({ ...filterValues, format })}`, format, setRun, cancel.current.signal);
  };
  const close = () => {
    cancel.current?.abort();
    setOpen(false);
    setRun(null);
  };

  return (
    <>
      <Button size="small" startIcon={<Download />} onClick={() => setOpen(true)}>
        Export
      </Button>
      <Dialog open={isOpen} onClose={isUnderWay ? undefined : close} aria-labelledby={title} fullWidth maxWidth="sm">
        <DialogTitle id={title}>Export what the filters let through</DialogTitle>
        <DialogContent>
          <RadioGroup row aria-label="Format" value={format} onChange={({ target }) => setFormat(target.value as Format)}>
            <FormControlLabel value="ndjson" control={<Radio />} label="NDJSON, for programs" disabled={isUnderWay} />
            <FormControlLabel value="csv" control={<Radio />} label="CSV, for spreadsheets" disabled={isUnderWay} />
          </RadioGroup>
          {run && <Progress run={run} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={close}>{isUnderWay ? 'Cancel' : 'Close'}</Button>
          <Button variant="contained" loading={isUnderWay} onClick={() => void start()}>
            Export
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

function Progress({ run: { state, rows, bytes, trouble } }: { run: Run }) {
  const far = `${sayCounted(rows, 'row')}, ${sayBytes(bytes)}`;
  return (
    <>
      {state === 'running' && <LinearProgress aria-label="Exporting" sx={{ my: 2 }} />}
      <Typography role="status" variant="body2">
        {state === 'running' && `${far} so far.`}
        {state === 'done' && `Done: ${far}.`}
      </Typography>
      {state === 'failed' && <Alert severity="error">{`${trouble} What had come of it is discarded.`}</Alert>}
    </>
  );
}

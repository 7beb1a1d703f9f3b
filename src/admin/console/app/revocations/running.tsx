import { Button, DialogActions, DialogContent, Typography } from '@mui/material';
import { Link } from 'react-admin';
import { Progress } from './progress.js';
import { useProgress, type Revocation } from './revocation.js';

/** One that was just begun: its bar until it has ended. */
export function Running({ known, onClose }: { known: Revocation; onClose: () => void }) {
  const { revocation, isLost } = useProgress(known);
  return (
    <>
      <DialogContent>
        <Progress of={revocation} isLost={isLost} />
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {revocation.state === 'running' && 'It goes on when this is closed. '}
          <Link to={`/revocations/${known.id}/show`}>Its own page</Link> tells how it went.
        </Typography>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          Close
        </Button>
      </DialogActions>
    </>
  );
}

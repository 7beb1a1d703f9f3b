import { Alert, List, ListItem, ListItemText, Stack, Typography } from '@mui/material';
import { Link } from 'react-admin';
import { Facts } from '../shared/facts.js';
import { When } from '../shared/moment.js';
import { sayBytes, sayCounted, sayNumber } from '../shared/numbers.js';
import { Part } from '../shared/part.js';
import { Status } from '../shared/status.js';
import type { Database, Overview, SigningKey, Task } from './overview.js';

/** Of the connections, the part from which on they are scarce. */
const SCARCE = 0.8;

/** What all of it rests upon. */
export function Machinery({ overview: { keys, database, housekeeping } }: { overview: Overview }) {
  return (
    <>
      {keys && <Keys keys={keys} />}
      {database && <Storage database={database} />}
      {housekeeping && <Housekeeping tasks={housekeeping} />}
    </>
  );
}

function Keys({ keys }: { keys: SigningKey[] }) {
  return (
    <Part title="Signing keys">
      <List dense disablePadding>
        {keys.map(({ kid, alg, state, created_at, signs_since }) => (
          <ListItem key={kid} disableGutters secondaryAction={<Status value={state} />}>
            <ListItemText
              primary={<Link to="/keys">{alg}</Link>}
              secondary={
                <>
                  {state === 'signing' ? 'signs since ' : 'made '}
                  <When at={(state === 'signing' && signs_since) || created_at} />
                </>
              }
            />
          </ListItem>
        ))}
      </List>
    </Part>
  );
}

function Storage({ database }: { database: Database }) {
  const { bytes, connections, max_connections, oldest_transaction_at, server_version, migrations, last_migration } = database;
  return (
    <Part title="Database">
      <Stack spacing={1}>
        {connections > SCARCE * max_connections && <Alert severity="warning">Connections are becoming scarce.</Alert>}
        <Facts
          of={[
            ['Size', sayBytes(bytes)],
            ['Connections', `${sayNumber(connections)} of ${sayNumber(max_connections)}`],
            ['Oldest transaction', <When key="oldest" at={oldest_transaction_at} absent="none under way" />],
            ['Migrations', last_migration ? `${sayNumber(migrations)}, the last ${last_migration.replace(/\d{13}$/, '')}` : 'none'],
            ['PostgreSQL', server_version],
          ]}
        />
      </Stack>
    </Part>
  );
}

const isFailing = ({ done_at, failed_at }: Task) => failed_at !== null && (done_at === null || failed_at > done_at);

function Housekeeping({ tasks }: { tasks: Task[] }) {
  const failing = tasks.filter(isFailing);
  const last = tasks.map(({ done_at }) => done_at ?? '').sort().at(-1);
  return (
    <Part title="Housekeeping">
      <Stack spacing={1}>
        {tasks.length === 0 ? (
          <Typography variant="body2">Its first round is ten minutes after the first start.</Typography>
        ) : (
          <Typography variant="body2">
            {sayCounted(tasks.length, 'task')}, last done <When at={last || null} absent="never" />; {failing.length === 0 ? 'none fails.' : `${sayCounted(failing.length, 'task')} failing:`}
          </Typography>
        )}
        {failing.map(({ task, failed_at, error }) => (
          <Alert key={task} severity="error" sx={{ overflowWrap: 'anywhere' }}>
            {task}, <When at={failed_at} />: {error}
          </Alert>
        ))}
      </Stack>
    </Part>
  );
}

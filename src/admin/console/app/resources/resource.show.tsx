import DeleteForever from '@mui/icons-material/DeleteForever';
import { EditButton, Show, TopToolbar, useRecordContext } from 'react-admin';
import { pathOf } from '../data.provider.js';
import { Act } from '../shared/act.js';
import { Facts } from '../shared/facts.js';
import { listOf, To } from '../shared/links.js';
import { Part } from '../shared/part.js';
import { useMay } from '../shared/rights.js';

/** Those that each start of the service writes anew. */
const isOurs = (identifier: string) => ['admin', 'account'].some((api) => identifier === `${location.origin}/${api}`);

function Acts() {
  const resource = useRecordContext();
  const mayWrite = useMay('clients:write');
  if (!resource || !mayWrite || isOurs(resource.identifier)) return <TopToolbar />;
  return (
    <TopToolbar>
      <EditButton size="medium" />
      <Act label="Delete" method="DELETE" path={pathOf('resources', resource.identifier)} icon={<DeleteForever />} color="error" done="It is deleted" leadsTo="/resources">
        Nobody is granted it any more; tokens that were live on.
      </Act>
    </TopToolbar>
  );
}

function Resource() {
  const resource = useRecordContext();
  if (!resource) return null;
  return (
    <Part title="Resource">
      <Facts
        of={[
          ['Identifier', resource.identifier],
          ['Scopes', resource.scopes.join(' ') || 'none'],
          ['Of the service itself', isOurs(resource.identifier) ? 'yes: nobody changes it' : null],
          ['Tokens', <To key="tokens" to={listOf('tokens', { resource: resource.identifier })}>Refresh tokens that were granted it</To>],
        ]}
      />
    </Part>
  );
}

const Title = () => <>{useRecordContext()?.identifier ?? 'Resource'}</>;

/** One API that tokens can be asked for (RFC 8707). */
export default function ResourceShow() {
  return (
    <Show actions={<Acts />} component="div" title={<Title />}>
      <Resource />
    </Show>
  );
}

import type { ReactNode } from 'react';
import { Link } from 'react-admin';
import { useMay } from './rights.js';

/** Where a list shows only what this filter lets through. */
export const listOf = (resource: string, filter: object) => `/${resource}?filter=${encodeURIComponent(JSON.stringify(filter))}`;

export const pageOf = (resource: string, id: string | number) => `/${resource}/${encodeURIComponent(id)}/show`;

/** A person, where there is a page of theirs. */
export const AccountLink = ({ of: { account, username } }: { of: { account: string; username: string | null } }) => <To to={pageOf('accounts', account)}>{username ?? account}</To>;

/** An application, for who may look at it. */
export function ClientLink({ of: { client, client_name: name } }: { of: { client: string; client_name: string } }) {
  const label = name === client ? name : `${name} (${client})`;
  return useMay('clients:read') ? <To to={pageOf('clients', client)}>{label}</To> : label;
}

/** A link in running text. A table's row leads elsewhere, and is not asked. */
export const To = ({ to, children }: { to: string; children: ReactNode }) => (
  <Link to={to} underline="always" onClick={(event: { stopPropagation(): void }) => event.stopPropagation()}>
    {children}
  </Link>
);

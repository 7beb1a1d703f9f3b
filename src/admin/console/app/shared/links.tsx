import type { ReactNode } from 'react';
import { Link } from 'react-admin';

/** Where a list shows only what this filter lets through. */
export const listOf = (resource: string, filter: object) => `/${resource}?filter=${encodeURIComponent(JSON.stringify(filter))}`;

export const pageOf = (resource: string, id: string | number) => `/${resource}/${encodeURIComponent(id)}/show`;

/** A link in running text. A table's row leads elsewhere, and is not asked. */
export const To = ({ to, children }: { to: string; children: ReactNode }) => (
  <Link to={to} underline="always" onClick={(event: { stopPropagation(): void }) => event.stopPropagation()}>
    {children}
  </Link>
);

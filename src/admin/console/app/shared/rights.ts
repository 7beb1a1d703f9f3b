import { usePermissions } from 'react-admin';

/** Whether the person was granted the scope. What he may not do is not offered; the server would refuse it. */
export function useMay(scope: string): boolean {
  const { permissions = [] } = usePermissions<string[]>();
  return permissions.includes(scope);
}

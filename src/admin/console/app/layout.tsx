import { Layout, Menu, usePermissions, useResourceDefinitions, type LayoutProps } from 'react-admin';

/** The menu shows what the person may read; the server decides what is allowed. */
function ConsoleMenu() {
  const { permissions = [] } = usePermissions<string[]>();
  const resources = useResourceDefinitions<{ scope?: string }>();
  const shown = Object.values(resources).filter(({ hasList, options }) => hasList && (!options?.scope || permissions.includes(options.scope)));
  return (
    <Menu>
      <Menu.DashboardItem />
      {shown.map(({ name }) => (
        <Menu.ResourceItem key={name} name={name} />
      ))}
    </Menu>
  );
}

export const ConsoleLayout = (props: LayoutProps) => <Layout {...props} menu={ConsoleMenu} />;

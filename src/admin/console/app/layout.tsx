import { AppBar, Layout, Menu, TitlePortal, useGetIdentity, UserMenu, usePermissions, useResourceDefinitions, type LayoutProps } from 'react-admin';

/** The menu shows what the person may read; the server decides what is allowed. What is `within` another page is reached from there. */
function ConsoleMenu() {
  const { permissions = [] } = usePermissions<string[]>();
  const resources = useResourceDefinitions<{ scope?: string; within?: string }>();
  const shown = Object.values(resources).filter(({ hasList, options }) => hasList && !options?.within && (!options?.scope || permissions.includes(options.scope)));
  return (
    <Menu>
      <Menu.DashboardItem primaryText="Overview" />
      {shown.map(({ name }) => (
        <Menu.ResourceItem key={name} name={name} />
      ))}
    </Menu>
  );
}

/** Named as it reads, for those who speak to it (WCAG 2.5.3). */
function ConsoleUserMenu() {
  const { identity } = useGetIdentity();
  return <UserMenu label={identity?.fullName} />;
}

/** The page's title is its first heading. */
const heading = { component: 'h1' } as object;

const ConsoleBar = () => (
  <AppBar userMenu={<ConsoleUserMenu />}>
    <TitlePortal {...heading} />
  </AppBar>
);

/** What is too wide scrolls by itself, not the page (WCAG 1.4.10). */
const narrowing = { minWidth: 0, '& .RaLayout-content': { minWidth: 0 } };

export const ConsoleLayout = (props: LayoutProps) => <Layout {...props} menu={ConsoleMenu} appBar={ConsoleBar} sx={narrowing} />;

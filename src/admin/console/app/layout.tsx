import { AppBar, Layout, Loading, Menu, TitlePortal, useGetIdentity, UserMenu, usePermissions, useResourceDefinitions, type AppBarProps, type LayoutProps } from 'react-admin';
import type { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import { Denied } from './shared/no.page.js';

interface Options {
  scope?: string;
  within?: string;
}

/** The menu shows what the person may read; the server decides what is allowed. What is `within` another page is reached from there. */
function ConsoleMenu() {
  const { permissions = [] } = usePermissions<string[]>();
  const resources = useResourceDefinitions<Options>();
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

/** What the person may not read is not asked for either: react-admin's own lists ask first, and leave then. */
function Allowed({ children }: { children: ReactNode }) {
  const { permissions } = usePermissions<string[]>();
  const resources = Object.values(useResourceDefinitions<Options>());
  const { pathname } = useLocation();
  if (!permissions || resources.length === 0) return <Loading />;
  const needed = resources.find(({ name }) => `${pathname}/`.startsWith(`/${name}/`))?.options?.scope;
  return needed && !permissions.includes(needed) ? <Denied /> : children;
}

/** Named as it reads, for those who speak to it (WCAG 2.5.3). */
function ConsoleUserMenu() {
  const { identity } = useGetIdentity();
  return <UserMenu label={identity?.fullName} />;
}

/** The page's title is its first heading; what is too long for the bar ends in dots. */
const heading = { component: 'h1', sx: { fontSize: { xs: '1.0625rem', sm: '1.25rem' } } } as object;

const ConsoleBar = (props: AppBarProps) => (
  <AppBar {...props} userMenu={<ConsoleUserMenu />}>
    <TitlePortal {...heading} />
  </AppBar>
);

/** What is too wide scrolls by itself, not the page (WCAG 1.4.10). Where a table has room, its head stays below the bar. */
const narrowing = {
  ...{ minWidth: 0, '& .RaLayout-content, & .RaList-main': { minWidth: 0 } },
  '& .RaDataTable-tableWrapper': { overflowX: { xs: 'auto', lg: 'visible' } },
  '& .RaDataTable-headerCell': { top: { xs: 0, lg: 48 } },
};

export const ConsoleLayout = ({ children, ...props }: LayoutProps) => (
  <Layout {...props} menu={ConsoleMenu} appBar={ConsoleBar} appBarAlwaysOn sx={narrowing}>
    <Allowed>{children}</Allowed>
  </Layout>
);

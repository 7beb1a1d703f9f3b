/** Where a list is shown with these filters, as react-admin keeps them in the URL. */
export function listTo(resource: string, filter: object): string {
  const displayed = Object.fromEntries(Object.keys(filter).map((name) => [name, true]));
  return `/${resource}?${new URLSearchParams({ filter: JSON.stringify(filter), displayedFilters: JSON.stringify(displayed), page: '1' })}`;
}

import { DateTimeInput } from 'react-admin';

/** A time as a filter: typed in the viewer's zone, and sent with it. */
export const Time = (props: { source: string; label: string }) => <DateTimeInput {...props} parse={(text: string) => (text ? new Date(text).toISOString() : '')} />;

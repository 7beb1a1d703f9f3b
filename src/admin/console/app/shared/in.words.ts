/** A name of the API as one reads it. */
export const inWords = (name: string) => name.replaceAll('_', ' ');

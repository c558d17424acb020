/** Tells this program's version; a test compares it with package.json. */
export const programVersion = '0.1.0';

/** The version of Trino whose protocol, functions and messages these are: what clients take the server for. */
export const trinoVersion = '476';

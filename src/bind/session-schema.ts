/** The schema of what a session has registered for itself; no database can have the name. Its tables are found without it. */
export const sessionSchema = '$session';

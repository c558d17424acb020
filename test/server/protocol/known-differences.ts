/** Where the lake answers otherwise than Trino, on purpose: by the request's name, in which fields, and why. */
export const knownDifferences: Readonly<Record<string, { readonly fields: readonly string[]; readonly why: string }>> =
  {
    'value approx_set(1)': { fields: ['rows'], why: 'A summary of few values is kept in the dense form here' },
    'describe output of show': {
      fields: ['columns', 'rows'],
      why: 'What SHOW gives is of type varchar without a length',
    },
    'show catalogs': { fields: ['columns'], why: 'What SHOW gives is of type varchar without a length' },
    prepare: { fields: ['headers'], why: 'The text that is kept has no blank lines at its end' },
    "value map(array[row(1, 'a')], array[1])": { fields: ['rows'], why: 'A row that is a key is written as JSON' },
    'describe input of SELECT coalesce(?, 1), if(?, 1, 2), nullif(?, 3)': {
      fields: ['rows'],
      why: 'NULLIF tells a type for its first value too',
    },
    "describe input of SELECT data_type + ?, type_name || ? || 'x' IS NULL FROM system.jdbc.types": {
      fields: ['error'],
      why: 'The candidates come in another order',
    },
    'session property of an unknown catalog': { fields: ['error'], why: 'No catalog has properties of its own' },
    'set session of an unknown catalog': { fields: ['error'], why: 'No catalog has properties of its own' },
    'bad session property': { fields: ['error'], why: 'The message is not of a Java class for durations' },
    'set session to a bad value': { fields: ['error'], why: 'The message is not of a Java class for durations' },
    'set session of another type': { fields: ['error'], why: 'The place of the value is told' },
    'set role none': { fields: ['headers'], why: 'Roles are those of the lake, not of the whole server' },
    'set role all': { fields: ['headers'], why: 'Roles are those of the lake, not of the whole server' },
    'set unknown role': { fields: ['error'], why: 'The place of the name is told, not that of the statement' },
    'prepared statement that is none': {
      fields: ['status', 'headers', 'text', 'keys', 'statsKeys', 'state', 'columns', 'rows'],
      why: 'What is prepared is read when it is executed',
    },
    'use without catalog': { fields: ['error'], why: 'There always is a catalog' },
    'unknown transaction': {
      fields: ['keys', 'statsKeys', 'state', 'columns', 'rows', 'error'],
      why: 'The server keeps no transactions',
    },
    'unknown zone': { fields: ['error'], why: 'No Java class of its own for this failure' },
    'start transaction': { fields: ['headers'], why: 'Each transaction has another id' },
    semicolon: {
      fields: ['keys', 'statsKeys', 'state', 'columns', 'rows', 'error'],
      why: 'A semicolon at the end does no harm; several clients send it',
    },
    'unknown table': { fields: ['error'], why: 'Trino fails with an internal error for tables of system.jdbc' },
  };

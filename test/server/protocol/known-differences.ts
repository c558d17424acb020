/** Where the lake answers otherwise than Trino, on purpose: by the request's name, in which fields, and why. */
export const knownDifferences: Readonly<Record<string, { readonly fields: readonly string[]; readonly why: string }>> =
  {
    'value approx_set(1)': { fields: ['rows'], why: 'A summary of few values is kept in the dense form here' },
    'describe input': { fields: ['rows'], why: 'Types of parameters are not inferred' },
    'describe output of show': {
      fields: ['columns', 'rows'],
      why: 'What SHOW gives is of type varchar without a length',
    },
    'show catalogs': { fields: ['columns'], why: 'What SHOW gives is of type varchar without a length' },
    prepare: { fields: ['headers'], why: 'The text that is kept has no blank lines at its end' },
    'set unknown session property': { fields: ['error'], why: 'The place of the value is not told' },
    'unknown zone': { fields: ['error'], why: 'No Java class of its own for this failure' },
    'start transaction': { fields: ['headers'], why: 'Each transaction has another id' },
    semicolon: {
      fields: ['keys', 'statsKeys', 'state', 'columns', 'rows', 'error'],
      why: 'A semicolon at the end does no harm; several clients send it',
    },
    'unknown table': { fields: ['error'], why: 'Trino fails with an internal error for tables of system.jdbc' },
  };

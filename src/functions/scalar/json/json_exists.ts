import { LakeError } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { pathArguments, pathCall } from './json-path-call.js';

const answers: Readonly<Record<string, boolean | null>> = { TRUE: true, FALSE: false, UNKNOWN: null };

function host(args: readonly SqlValue[], call: HostCall): SqlValue {
  if (args[0] === null) return null;
  const { options, find } = pathCall(args, call);
  try {
    return find().length > 0;
  } catch (error) {
    if (!(error instanceof LakeError) || options.onError === 'ERROR') throw error;
    return answers[options.onError!]!;
  }
}

/** Implements JSON_EXISTS: input, path, options, row of parameters. */
export const json_exists: ScalarFunction = {
  kind: 'scalar',
  name: '$json_exists',
  hidden: true,
  summary: 'Tells whether an SQL/JSON path finds anything.',
  examples: [[`json_exists('{"a": [1]}', 'lax $.a[0]')`, 'true']],
  overloads: [{ args: pathArguments, returns: 'boolean', nulls: 'called', host }],
};

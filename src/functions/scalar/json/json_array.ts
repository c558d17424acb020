import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { fieldTypes, printMember } from './json_object.js';
import { optionsOf } from './json-options.js';

function host([optionsText, row]: readonly SqlValue[], call: HostCall): SqlValue {
  const { formats = [], onNull } = optionsOf(optionsText as string, call);
  const types = fieldTypes(call.args[1]);
  const elements = (row as readonly SqlValue[]).flatMap((value, index) =>
    value === null && onNull === 'ABSENT' ? [] : [printMember(value, types[index]!, formats[index])],
  );
  return `[${elements.join()}]`;
}

/** Implements JSON_ARRAY: options, row of elements. */
export const json_array: ScalarFunction = {
  kind: 'scalar',
  name: '$json_array',
  hidden: true,
  summary: 'Makes a JSON array of values.',
  examples: [["json_array(1, 'x', NULL)", '[1,"x"]']],
  overloads: [{ args: ['varchar', 'T'], returns: 'varchar', nulls: 'called', host }],
};

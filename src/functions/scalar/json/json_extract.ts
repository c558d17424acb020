import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { copyJson } from './copy-json.js';
import { pathOf } from './json-path-program.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function host([text, path]: readonly SqlValue[], call: HostCall): SqlValue {
  const { answer, result } = callKernel('json_find', [bytesOf(text!), pathOf(path as string, call)], true);
  return answer === 0 ? null : copyJson(decoder.decode(result));
}

export const json_extract: ScalarFunction = {
  kind: 'scalar',
  name: 'json_extract',
  summary: 'Gives the part of a JSON text that a path leads to; NULL when there is none.',
  examples: [
    [`json_extract('{"a": [1, 2.50]}', '$.a')`, '[1,2.5]'],
    [`json_extract('{"a": 1}', '$.b')`, 'NULL'],
  ],
  overloads: ['varchar(x)', 'json'].map((text) => ({ args: [text, 'varchar'], returns: 'json', host })),
};

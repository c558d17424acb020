import type { SqlValue } from '../../../types/sql-value.js';
import { i32 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, HostCall, ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { emitPath, hasLiteralPath } from './emit-path.js';
import { pathOf } from './json-path-program.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function emit(e: Emitter, [text, path]: readonly EmittedValue[]): EmittedValue {
  const slot = e.keep(e.resultSlot());
  const steps = emitPath(e, path!);
  if (!steps) return { layout: 'view', value: slot, isNull: i32.const(1) };
  const isFound = e.call('json_extract_scalar', 'i32', [text!.value, steps, slot]);
  return { layout: 'view', value: slot, isNull: e.keep(i32.eqz(isFound)) };
}

function host([text, path]: readonly SqlValue[], call: HostCall): SqlValue {
  const operands = [bytesOf(text!), pathOf(path as string, call)];
  const { answer, result } = callKernel('json_extract_scalar', operands, true);
  return answer === 0 ? null : decoder.decode(result);
}

export const json_extract_scalar: ScalarFunction = {
  kind: 'scalar',
  name: 'json_extract_scalar',
  summary:
    'Gives the string, number or boolean of a JSON text that a path leads to, as a string; NULL when there is none.',
  examples: [
    [`json_extract_scalar('{"a": {"b": "x"}}', '$.a.b')`, 'x'],
    [`json_extract_scalar('[1, 2.50]', '$[1]')`, '2.50'],
    [`json_extract_scalar('{"a": [1]}', '$.a')`, 'NULL'],
  ],
  overloads: [
    { args: ['varchar(x)', 'varchar'], returns: 'varchar(x)', emitsFor: hasLiteralPath, emit, host },
    { args: ['json', 'varchar'], returns: 'varchar', emitsFor: hasLiteralPath, emit, host },
  ],
};

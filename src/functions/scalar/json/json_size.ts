import type { SqlValue } from '../../../types/sql-value.js';
import { i32, i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, HostCall, ScalarFunction } from '../../definition.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';
import { emitPath, hasLiteralPath } from './emit-path.js';
import { pathOf } from './json-path-program.js';

function emit(e: Emitter, [text, path]: readonly EmittedValue[]): EmittedValue {
  const steps = emitPath(e, path!);
  if (!steps) return { layout: 'i64', value: i64.const(0), isNull: i32.const(1) };
  const size = e.keep(e.call('json_size', 'i64', [text!.value, steps]));
  return { layout: 'i64', value: size, isNull: e.keep(i64.lts(size, i64.const(0))) };
}

function host([text, path]: readonly SqlValue[], call: HostCall): SqlValue {
  const { answer } = callKernel('json_size', [bytesOf(text!), pathOf(path as string, call)]);
  return (answer as bigint) < 0n ? null : answer;
}

export const json_size: ScalarFunction = {
  kind: 'scalar',
  name: 'json_size',
  summary: 'Counts the members of what a path leads to in a JSON text: 0 for a scalar, NULL when there is nothing.',
  examples: [[`json_size('{"x": {"a": 1, "b": 2}}', '$.x')`, '2']],
  overloads: ['varchar(x)', 'json'].map((text) => ({
    args: [text, 'varchar'],
    returns: 'bigint',
    emitsFor: hasLiteralPath,
    emit,
    host,
  })),
};

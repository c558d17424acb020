import { i64 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction, ScalarOverload } from '../../definition.js';
import { callViewKernel, withPadding } from './view-kernel.js';

const toTheEnd = i64.const(0x7fff_ffff_ffff_ffffn);

function cut(e: Emitter, kernel: string, text: EmittedValue, start: EmittedValue, length?: EmittedValue): EmittedValue {
  return callViewKernel(e, kernel, [text.value, start.value, length?.value ?? toTheEnd]);
}

const characterOverloads = (['varchar(x)', 'char(x)'] as const).flatMap((text): ScalarOverload[] => {
  const emit: ScalarOverload['emit'] = (e, [value, start, length], { args: [type] }) =>
    cut(e, 'string_substr', withPadding(e, value!, type), start!, length);
  return [
    { args: [text, 'bigint'], returns: 'varchar(x)', emit },
    { args: [text, 'bigint', 'bigint'], returns: 'varchar(x)', emit },
  ];
});

const binaryOverload = (args: readonly string[]): ScalarOverload => ({
  args,
  returns: 'varbinary',
  emit: (e, [value, start, length]) => cut(e, 'binary_substr', value!, start!, length),
});

export const substr: ScalarFunction = {
  kind: 'scalar',
  name: 'substr',
  summary:
    'Cuts out the part that begins at a place, from 1, or from the end where negative, to the end or of a length.',
  examples: [
    ["substr('hello', 2, 3)", 'ell'],
    ["substr('hello', -3)", 'llo'],
    ["substr('hello', 0)", ''],
    ["to_hex(substr(X'01020304', 2, 2))", '0203'],
  ],
  neverFails: true,
  overloads: [
    ...characterOverloads,
    binaryOverload(['varbinary', 'bigint']),
    binaryOverload(['varbinary', 'bigint', 'bigint']),
  ],
};

export const substring: ScalarFunction = {
  kind: 'scalar',
  name: 'substring',
  summary: 'Cuts out the part of a string that begins at a place, to the end or of a length: substr.',
  examples: [["substring('hello' FROM 2 FOR 2)", 'el']],
  neverFails: true,
  overloads: characterOverloads,
};

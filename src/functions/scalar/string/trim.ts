import { i32 } from '../../../wasm/instruction.js';
import type { ScalarFunction, ScalarOverload } from '../../definition.js';
import { callViewKernel, viewKernel } from './view-kernel.js';

type TrimName = 'trim' | 'ltrim' | 'rtrim';

// Which ends string_trim_set works on: 1 the head, 2 the tail.
const sides: Record<TrimName, number> = { ltrim: 1, rtrim: 2, trim: 3 };
const ends: Record<TrimName, string> = { ltrim: 'the beginning', rtrim: 'the end', trim: 'both ends' };

// A char(n) value is kept without its padding, which trimming would remove first.
function trimOverloads(name: TrimName): readonly ScalarOverload[] {
  return ['varchar(x)', 'char(x)'].flatMap((text): ScalarOverload[] => [
    { args: [text], returns: 'varchar(x)', ...viewKernel(`string_${name}`) },
    {
      args: [text, 'varchar'],
      returns: 'varchar(x)',
      emit: (e, [value, set]) =>
        callViewKernel(e, 'string_trim_set', [value!.value, set!.value, i32.const(sides[name])]),
    },
  ]);
}

const define = (name: TrimName, examples: NonNullable<ScalarFunction['examples']>): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary: `Removes whitespace, or all of the given characters, from ${ends[name]} of a string.`,
  examples,
  neverFails: true,
  overloads: trimOverloads(name),
});

/** Defines trim, ltrim and rtrim. */
export const trims: readonly ScalarFunction[] = [
  define('trim', [
    ["trim('  a b ')", 'a b'],
    ["trim(BOTH 'ab' FROM 'bacdab')", 'cd'],
  ]),
  define('ltrim', [["ltrim('  a ') || '|'", 'a |']]),
  define('rtrim', [["rtrim('xyy', 'y')", 'x']]),
];

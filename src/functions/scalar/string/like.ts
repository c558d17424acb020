import { i32 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarFunction, ScalarOverload } from '../../definition.js';
import { likeMatcher } from './like-pattern.js';
import { withPadding } from './view-kernel.js';

const kernelOf = {
  equal: 'string_equal',
  prefix: 'string_starts_with',
  suffix: 'string_ends_with',
  contains: 'string_contains',
} as const;

/** Matches a known pattern: it is taken apart while the code is written. */
function emitKnown(e: Emitter, value: EmittedValue, pattern: string, escaping: string | undefined): EmittedValue {
  const matcher = likeMatcher(pattern, escaping);
  if (matcher.kind === 'all') return { layout: 'bool', value: i32.const(1) };
  const [kernel, operand] =
    matcher.kind === 'program'
      ? ['like_program', e.text(matcher.bytes)]
      : [kernelOf[matcher.kind], e.text(matcher.text)];
  return { layout: 'bool', value: e.call(kernel, 'i32', [value.value, operand.value]) };
}

/** Matches a pattern that is read for each row. */
function emitByRow(e: Emitter, value: EmittedValue, pattern: EmittedValue, escaping?: EmittedValue): EmittedValue {
  const answer = e.keep(e.call('like_pattern', 'i32', [value.value, pattern.value, escaping?.value ?? i32.const(0)]));
  e.failIf(
    i32.eq(answer, i32.const(2)),
    'INVALID_FUNCTION_ARGUMENT',
    "Escape character must be followed by '%', '_' or the escape character itself",
  );
  e.failIf(i32.eq(answer, i32.const(3)), 'INVALID_FUNCTION_ARGUMENT', 'Escape string must be a single character');
  return { layout: 'bool', value: answer };
}

const overloads = ['varchar(x)', 'char(x)'].flatMap((text): ScalarOverload[] => {
  const emit: ScalarOverload['emit'] = (e, [value, pattern, escaping], { args: [type] }) => {
    const padded = withPadding(e, value!, type);
    const isKnown = typeof pattern!.constant === 'string' && (!escaping || typeof escaping.constant === 'string');
    return isKnown
      ? emitKnown(e, padded, pattern!.constant as string, escaping?.constant as string | undefined)
      : emitByRow(e, padded, pattern!, escaping);
  };
  return [
    { args: [text, 'varchar'], returns: 'boolean', emit },
    { args: [text, 'varchar', 'varchar'], returns: 'boolean', emit },
  ];
});

/** Implements `value LIKE pattern [ESCAPE escape]`. */
export const like: ScalarFunction = {
  kind: 'scalar',
  name: '$like',
  hidden: true,
  // Only an ESCAPE can be wrong.
  neverFails: ({ args }) => args.length === 2,
  summary: 'Tells whether a string matches a pattern in which % stands for any characters and _ for any one.',
  examples: [
    ["'abc' LIKE 'a%'", 'true'],
    ["'a%c' LIKE 'a#%c' ESCAPE '#'", 'true'],
    ["'abc' LIKE '_b'", 'false'],
  ],
  overloads,
};

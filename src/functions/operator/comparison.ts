import { compareValues, equalValues, sameValue } from '../../types/compare-values.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { type Instruction, i32 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter, ScalarFunction } from '../definition.js';
import { emitBefore, emitEqual, emitSame, emitUpTo, isComparedInCode } from './emit-comparison.js';

type Compare = (e: Emitter, type: SqlType, a: EmittedValue, b: EmittedValue) => Instruction;

const isComparedHere = ({ args: [type] }: BoundTypes): boolean => isComparedInCode(type!);

function comparison(
  name: string,
  pattern: 'E' | 'O',
  summary: string,
  example: readonly [string, string],
  emit: Compare,
  host: (a: SqlValue, b: SqlValue, type: SqlType) => boolean | null,
): ScalarFunction {
  return {
    kind: 'scalar',
    name,
    summary,
    examples: [example],
    hidden: true,
    // Structures may hold what has no order, or no answer.
    neverFails: isComparedHere,
    overloads: [
      {
        args: [pattern, pattern],
        returns: 'boolean',
        emitsFor: isComparedHere,
        emit: (e, [a, b], { args: [type] }) => ({ layout: 'bool', value: emit(e, type!, a!, b!) }),
        host: ([a, b], { args: [type] }) => host(a!, b!, type!),
      },
    ],
  };
}

const negated = (answer: boolean | null): boolean | null => (answer === null ? null : !answer);

/** The operators `=`, `<>`, `<`, `<=`, `>` and `>=`. */
export const comparisons: readonly ScalarFunction[] = [
  comparison('=', 'E', 'Tells whether two values are equal.', ['1 = 1.0', 'true'], emitEqual, equalValues),
  comparison(
    '<>',
    'E',
    'Tells whether two values differ.',
    ["'a' <> 'b'", 'true'],
    (e, type, a, b) => i32.eqz(emitEqual(e, type, a, b)),
    (a, b, type) => negated(equalValues(a, b, type)),
  ),
  comparison(
    '<',
    'O',
    'Tells whether a value is before another.',
    ["'a' < 'b'", 'true'],
    emitBefore,
    (a, b, type) => compareValues(a, b, type) < 0,
  ),
  comparison(
    '<=',
    'O',
    'Tells whether a value is before another or equal to it.',
    ['2 <= 2', 'true'],
    emitUpTo,
    (a, b, type) => compareValues(a, b, type) <= 0,
  ),
  comparison(
    '>',
    'O',
    'Tells whether a value is behind another.',
    ['2 > 3', 'false'],
    (e, type, a, b) => emitBefore(e, type, b, a),
    (a, b, type) => compareValues(a, b, type) > 0,
  ),
  comparison(
    '>=',
    'O',
    'Tells whether a value is behind another or equal to it.',
    ['2 >= 3', 'false'],
    (e, type, a, b) => emitUpTo(e, type, b, a),
    (a, b, type) => compareValues(a, b, type) >= 0,
  ),
];

/** IS DISTINCT FROM; its negation is `not` of it. */
export const isDistinctFrom: ScalarFunction = {
  kind: 'scalar',
  name: 'is_distinct_from',
  summary: 'Tells whether two values differ, where NULL is a value as any other.',
  examples: [['NULL IS DISTINCT FROM 1', 'true']],
  hidden: true,
  neverFails: true,
  overloads: [
    {
      args: ['E', 'E'],
      returns: 'boolean',
      nulls: 'called',
      emitsFor: isComparedHere,
      emit: (e, [a, b], { args: [type] }) => ({ layout: 'bool', value: emitDistinct(e, type!, a!, b!) }),
      host: ([a, b], { args: [type] }) => !sameValue(a!, b!, type!),
    },
  ],
};

function emitDistinct(e: Emitter, type: SqlType, a: EmittedValue, b: EmittedValue): Instruction {
  if (!a.isNull && !b.isNull) return i32.eqz(emitSame(e, type, a, b));
  const [nullA, nullB] = [a.isNull ?? i32.const(0), b.isNull ?? i32.const(0)];
  const differs = e.code.local('i32', i32.xor(nullA, nullB));
  // A NULL's value may be anything, even an address that is none.
  e.code.if(i32.eqz(i32.or(nullA, nullB)), () => e.code.set(differs, i32.eqz(emitSame(e, type, a, b))));
  return differs.get;
}

/** NOT. */
export const not: ScalarFunction = {
  kind: 'scalar',
  name: 'not',
  summary: 'Turns true into false and false into true.',
  examples: [['NOT true', 'false']],
  hidden: true,
  neverFails: true,
  overloads: [
    {
      args: ['boolean'],
      returns: 'boolean',
      emit: (_, [a]) => ({ layout: 'bool', value: i32.eqz(a!.value) }),
    },
  ],
};

import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter } from '../definition.js';

/** Names the operators that overflow. */
export type OverflowingOperator = 'addition' | 'subtraction' | 'multiplication' | 'division' | 'negation';

const typeBits = { tinyint: 7, smallint: 15, integer: 31, bigint: 63 } as const;
const signs = { addition: '+', subtraction: '-', multiplication: '*', division: '/', negation: '-' } as const;

type IntegerKind = keyof typeof typeBits;

const kindOf = (types: BoundTypes): IntegerKind => types.returns.kind as IntegerKind;

/** The number of bits without the sign that a value may need. */
const bitsOf = (value: EmittedValue, kind: IntegerKind): number => Math.min(value.bits ?? 63, typeBits[kind]);

function failOverflow(
  e: Emitter,
  condition: Instruction,
  operator: OverflowingOperator,
  args: readonly EmittedValue[],
  types: BoundTypes,
): void {
  const operands = operator === 'negation' ? '{0}' : `{0} ${signs[operator]} {1}`;
  e.failIf(
    condition,
    'NUMERIC_VALUE_OUT_OF_RANGE',
    `${kindOf(types)} ${operator} overflow: ${operands}`,
    args.map((value, i) => ({ value, type: types.args[i]! })),
  );
}

/** Emits +, - or * of integers that fit in 32 bits, in 64 where the result may not. */
function emitNarrow(
  e: Emitter,
  operator: 'addition' | 'subtraction' | 'multiplication',
  args: readonly EmittedValue[],
  types: BoundTypes,
  bits: number,
): EmittedValue {
  const [a, b] = [args[0]!.value, args[1]!.value];
  const kind = kindOf(types);
  const name = { addition: 'add', subtraction: 'sub', multiplication: 'mul' } as const;
  if (bits <= 31) {
    const value = e.keep(i32[name[operator]](a, b));
    if (bits > typeBits[kind]) {
      const narrowed = kind === 'tinyint' ? i32.extend8s(value) : i32.extend16s(value);
      failOverflow(e, i32.ne(narrowed, value), operator, args, types);
    }
    return { layout: 'i32', value, bits: Math.min(bits, typeBits[kind]) };
  }
  const wide = e.keep(i64[name[operator]](i64.extendI32s(a), i64.extendI32s(b)));
  const value = e.keep(i32.wrapI64(wide));
  failOverflow(e, i64.ne(i64.extendI32s(value), wide), operator, args, types);
  return { layout: 'i32', value, bits: typeBits[kind] };
}

/** Emits a + b of integers. */
export function emitIntegerAddition(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const kind = kindOf(types);
  const bits = Math.max(bitsOf(args[0]!, kind), bitsOf(args[1]!, kind)) + 1;
  if (kind !== 'bigint') return emitNarrow(e, 'addition', args, types, bits);
  const [a, b] = [args[0]!.value, args[1]!.value];
  const value = e.keep(i64.add(a, b));
  // The sum's sign differs from both operands' exactly where it overflows.
  if (bits > 63)
    failOverflow(e, i64.lts(i64.and(i64.xor(a, value), i64.xor(b, value)), i64.const(0)), 'addition', args, types);
  return { layout: 'i64', value, bits: Math.min(bits, 63) };
}

/** Emits a - b of integers. */
export function emitIntegerSubtraction(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const kind = kindOf(types);
  const bits = Math.max(bitsOf(args[0]!, kind), bitsOf(args[1]!, kind)) + 1;
  if (kind !== 'bigint') return emitNarrow(e, 'subtraction', args, types, bits);
  const [a, b] = [args[0]!.value, args[1]!.value];
  const value = e.keep(i64.sub(a, b));
  if (bits > 63)
    failOverflow(e, i64.lts(i64.and(i64.xor(a, b), i64.xor(a, value)), i64.const(0)), 'subtraction', args, types);
  return { layout: 'i64', value, bits: Math.min(bits, 63) };
}

/** Emits a * b of integers. */
export function emitIntegerMultiplication(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const kind = kindOf(types);
  // The least values of both, multiplied, need one bit more.
  const bits = bitsOf(args[0]!, kind) + bitsOf(args[1]!, kind) + 1;
  if (kind !== 'bigint') return emitNarrow(e, 'multiplication', args, types, bits);
  const [a, b] = [args[0]!.value, args[1]!.value];
  const value = e.keep(i64.mul(a, b));
  if (bits > 63) {
    const magnitude = (x: Instruction): Instruction => i64.xor(x, i64.shrs(x, i64.const(63)));
    const isLarge = i64.ne(i64.shru(i64.or(magnitude(a), magnitude(b)), i64.const(31)), i64.const(0));
    e.code.if(isLarge, () =>
      failOverflow(e, e.call('i64_multiply_overflows', 'i32', [a, b]), 'multiplication', args, types),
    );
  }
  return { layout: 'i64', value, bits: Math.min(bits, 63) };
}

/** Emits a / b of integers, truncated. */
export function emitIntegerDivision(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const [a, b] = [args[0]!.value, args[1]!.value];
  const kind = kindOf(types);
  const least = -(2n ** BigInt(typeBits[kind]));
  if (kind === 'bigint') {
    e.failIf(i64.eqz(b), 'DIVISION_BY_ZERO', 'Division by zero');
    const overflows = i32.and(i64.eq(b, i64.const(-1)), i64.eq(a, i64.const(least)));
    if (bitsOf(args[0]!, kind) >= 63) failOverflow(e, overflows, 'division', args, types);
    return { layout: 'i64', value: i64.divs(a, b), bits: Math.min(bitsOf(args[0]!, kind) + 1, 63) };
  }
  e.failIf(i32.eqz(b), 'DIVISION_BY_ZERO', 'Division by zero');
  const overflows = i32.and(i32.eq(b, i32.const(-1)), i32.eq(a, i32.const(Number(least))));
  failOverflow(e, overflows, 'division', args, types);
  return { layout: 'i32', value: i32.divs(a, b), bits: Math.min(bitsOf(args[0]!, kind) + 1, typeBits[kind]) };
}

/** Emits the remainder of a / b, which has the sign of a. */
export function emitIntegerModulus(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const [a, b] = [args[0]!.value, args[1]!.value];
  const kind = kindOf(types);
  const isZero = kind === 'bigint' ? i64.eqz(b) : i32.eqz(b);
  e.failIf(isZero, 'DIVISION_BY_ZERO', 'Division by zero');
  if (kind === 'bigint') return { layout: 'i64', value: i64.rems(a, b), bits: bitsOf(args[1]!, kind) };
  return { layout: 'i32', value: i32.rems(a, b), bits: bitsOf(args[1]!, kind) };
}

/** Emits -a of an integer. */
export function emitIntegerNegation(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const a = args[0]!.value;
  const kind = kindOf(types);
  const bits = bitsOf(args[0]!, kind);
  const least = -(2n ** BigInt(typeBits[kind]));
  const isLeast = kind === 'bigint' ? i64.eq(a, i64.const(least)) : i32.eq(a, i32.const(Number(least)));
  if (bits >= typeBits[kind]) failOverflow(e, isLeast, 'negation', args, types);
  const value = kind === 'bigint' ? i64.sub(i64.const(0), a) : i32.sub(i32.const(0), a);
  return { layout: args[0]!.layout, value, bits: Math.min(bits + 1, typeBits[kind]) };
}

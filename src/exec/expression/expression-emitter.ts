import type { ErrorCode } from '../../base/error-codes.js';
import { assert, LakeError } from '../../base/lake-error.js';
import type { EmittedValue, Emitter, FailureValue } from '../../functions/definition.js';
import { findCast, scalarFunction } from '../../functions/registry.js';
import type { Case, Expression, In, Logical } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';
import { layoutOf } from '../../vector/layout.js';
import type { FunctionBuilder, Local } from '../../wasm/function-builder.js';
import {
  combined,
  f32,
  f64,
  type Instruction,
  i32,
  i64,
  type Label,
  returnValue,
  select,
  type ValueType,
} from '../../wasm/instruction.js';
import { bitsUnknown, valueState } from './column-shape.js';
import { constantValue, zeroValue } from './constant-value.js';
import { callTypes, inAsComparisons, isCoveredByTry, isEmitted } from './expression-facts.js';
import { ExpressionKeys } from './expression-keys.js';
import { type LookupTable, lookupTable } from './lookup-table.js';
import { loadSlot, type RowLoop, slotAddress, wordType } from './row-loop.js';

// Of more operands than this none knows what the others computed.
const knownOperandsMax = 64;

/** Where a failure goes instead of ending the function. */
interface TryScope {
  readonly label: Label;
  /** Becomes a `valueState` other than 0 on failure. */
  readonly failed: Local;
  /** True where every failure is kept for later, not only what TRY covers. */
  readonly keepsAll: boolean;
}

/** A value in locals that different branches set. */
interface ResultLocals {
  readonly type: SqlType;
  readonly value: Local;
  readonly high: Local | undefined;
  readonly isNull: Local | undefined;
}

/**
 * Emits bound expressions as straight code inside a row loop. Equal subexpressions are computed once where the first stands on
 * every path to the second: what a branch computes is forgotten at its end.
 */
export class ExpressionEmitter implements Emitter {
  readonly loop: RowLoop;
  readonly code: FunctionBuilder;
  /** Position of a column id in the batch. */
  readonly #columnIndex: ReadonlyMap<number, number>;
  #known: Map<number, EmittedValue>[] = [new Map()];
  readonly #keys = new ExpressionKeys();
  readonly #tries: TryScope[] = [];

  constructor(loop: RowLoop, columnIndex: ReadonlyMap<number, number>) {
    this.loop = loop;
    this.code = loop.code;
    this.#columnIndex = columnIndex;
  }

  call(kernel: string, result: ValueType | 'void', operands: readonly Instruction[]): Instruction {
    return this.loop.module.call(kernel, result, operands);
  }

  keep(value: Instruction): Instruction {
    return this.code.local(value.type as ValueType, value).get;
  }

  fail(name: ErrorCode, message: string, values: readonly FailureValue[] = []): void {
    if (this.#leaveTry(isCoveredByTry(name))) return;
    const record = this.loop.argument({ kind: 'failure' });
    this.code.emit(i32.store(record, this.loop.row));
    values.forEach(({ value }, index) => {
      storeFailureValue(this.code, value, record, 16 + 16 * index);
    });
    const number = this.loop.failure({
      name,
      message,
      values: values.map(({ value, type }) => ({ type, layout: value.layout })),
    });
    this.code.emit(returnValue(i32.const(number)));
  }

  failIf(condition: Instruction, name: ErrorCode, message: string, values: readonly FailureValue[] = []): void {
    this.code.if(condition, () => this.fail(name, message, values));
  }

  resultSlot(): Instruction {
    const slots = this.loop.argument({ kind: 'slots' });
    return i32.add(slots, i32.const(16 * this.loop.slotCount++));
  }

  text(value: string | Uint8Array): EmittedValue {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return { layout: 'view', value: this.loop.argument({ kind: 'text', bytes }) };
  }

  /** Emits an expression and gives its value, repeatable. */
  emit(expression: Expression): EmittedValue {
    if (expression.kind === 'constant') return constantValue(this, expression);
    const key = this.#keys.keyOf(expression);
    for (const known of this.#known) {
      const value = known.get(key);
      if (value) return value;
    }
    const value = this.#emitNew(expression);
    this.#known.at(-1)!.set(key, value);
    return value;
  }

  /** Emits a condition: an i32 that is 1 where the expression is true, 0 where it is false or NULL. */
  emitCondition(expression: Expression): Instruction {
    const { value, isNull } = this.emit(expression);
    return isNull ? this.keep(i32.and(value, i32.eqz(isNull))) : value;
  }

  /** Runs `write` inside a branch: what it computes is not known behind it. */
  scoped(write: () => void): void {
    this.#known.push(new Map());
    this.code.scope(write);
    this.#known.pop();
  }

  /** Runs `write` for each item. Of many each forgets what it computed: the compiler's time grows with variables times branches. */
  #forEach<T>(items: readonly T[], write: (item: T) => void): void {
    const isMany = items.length > knownOperandsMax;
    this.scoped(() => {
      for (const item of items)
        if (isMany) this.scoped(() => write(item));
        else write(item);
    });
  }

  #emitNew(expression: Exclude<Expression, { kind: 'constant' }>): EmittedValue {
    switch (expression.kind) {
      case 'column':
        return this.#emitColumn(expression.id);
      case 'call':
        return this.#emitCall(expression);
      case 'cast':
        return this.#emitCast(expression);
      case 'and':
      case 'or':
        return this.#emitLogical(expression);
      case 'is_null': {
        const { isNull } = this.emit(expression.input);
        return { layout: 'bool', value: isNull ?? i32.const(0) };
      }
      case 'case':
        return this.#emitCase(expression);
      case 'coalesce':
        return this.#emitCoalesce(expression.type, expression.args);
      case 'in':
        return this.#emitIn(expression);
      case 'try':
        return this.#emitTry(expression.type, () => this.emit(expression.input));
      default:
        throw new LakeError('GENERIC_INTERNAL_ERROR', `Broken invariant: ${expression.kind} reached emitted code`);
    }
  }

  /** Loads the dictionary code of a column's row. */
  emitCode(id: number): { code: Instruction; isNull: Instruction | undefined } {
    const column = this.#columnIndex.get(id)!;
    const { row } = this.loop;
    const code = this.keep(i32.load(slotAddress(this.loop.argument({ kind: 'codes', column }), row, 'i32')));
    if (!this.loop.shapes[column]!.isNullable) return { code, isNull: undefined };
    const validity = this.loop.argument({ kind: 'validity', column });
    return { code, isNull: this.keep(i32.eqz(i32.load8u(i32.add(validity, row)))) };
  }

  #emitColumn(id: number): EmittedValue {
    const column = this.#columnIndex.get(id);
    assert(column !== undefined, `column ${id} is not in the batch`);
    const shape = this.loop.shapes[column]!;
    const { layout } = shape;
    const row = this.loop.row;
    const values = this.loop.argument({ kind: 'values', column });
    let index = row;
    if (shape.encoding === 'dictionary') {
      const codes = this.loop.argument({ kind: 'codes', column });
      index = this.keep(i32.load(slotAddress(codes, row, 'i32')));
    }
    const at = (base: Instruction): Instruction => (shape.encoding === 'constant' ? base : i32.add(base, index));
    let isNull: Instruction | undefined;
    if (shape.isNullable) {
      const validity = this.loop.argument({ kind: 'validity', column });
      isNull = this.keep(i32.eqz(i32.load8u(shape.encoding === 'dictionary' ? i32.add(validity, row) : at(validity))));
    }
    if (shape.hasStates) isNull = this.#checkState(column, at(this.loop.argument({ kind: 'states', column })), isNull);
    const address = shape.encoding === 'constant' ? values : slotAddress(values, index, layout);
    const loaded = loadSlot(layout, address);
    const value = this.keep(loaded.value);
    const high = loaded.high && (shape.bits <= 63 ? i64.shrs(value, i64.const(63)) : this.keep(loaded.high));
    return { layout, value, high, isNull, bits: shape.bits === bitsUnknown ? undefined : shape.bits };
  }

  /** Fails where the column's value failed when it was computed ahead; gives the new isNull. */
  #checkState(column: number, stateAddress: Instruction, isNull: Instruction | undefined): Instruction {
    const state = this.keep(i32.load8u(stateAddress));
    const isNotNull = isNull ? i32.eqz(isNull) : i32.const(1);
    this.code.if(i32.and(i32.gtu(state, i32.const(valueState.present)), isNotNull), () => {
      this.code.if(i32.eq(state, i32.const(valueState.failed)), () => this.#failColumn(column, true));
      this.#failColumn(column, false);
    });
    const stateNull = i32.eqz(state);
    return this.keep(isNull ? i32.or(isNull, stateNull) : stateNull);
  }

  /** Branches out of the innermost TRY that takes the failure; false when there is none. */
  #leaveTry(isCovered: boolean): boolean {
    const scope = this.#tries.findLast(({ keepsAll }) => keepsAll || isCovered);
    if (!scope) return false;
    this.code.set(scope.failed, i32.const(isCovered ? valueState.failed : valueState.failedBeyondTry));
    this.code.branch(scope.label);
    return true;
  }

  #failColumn(column: number, covered: boolean): void {
    if (this.#leaveTry(covered)) return;
    this.code.emit(i32.store(this.loop.argument({ kind: 'failure' }), this.loop.row));
    const number = this.loop.failure({ name: 'GENERIC_INTERNAL_ERROR', message: '', values: [], column });
    this.code.emit(returnValue(i32.const(number)));
  }

  #emitCall(call: Extract<Expression, { kind: 'call' }>): EmittedValue {
    const definition = scalarFunction(call.name);
    assert(definition, `no scalar function ${call.name}`);
    const overload = definition.overloads[call.overload]!;
    const args = call.args.map((arg) => this.emit(arg));
    const types = callTypes(call.args, call.type);
    const compute = (values: readonly EmittedValue[]): EmittedValue => {
      if (isEmitted(overload, types)) return overload.emit!(this, values, types);
      assert(overload.kernel, `${call.name} has no emitted form`);
      return this.#callKernel(overload.kernel, values, call.type);
    };
    if (overload.nulls === 'called') return this.#kept(compute(args));
    return this.#unlessNull(call.type, args, compute);
  }

  #callKernel(kernel: string, args: readonly EmittedValue[], type: SqlType): EmittedValue {
    const operands = args.flatMap((arg) => (arg.layout === 'i128' ? [arg.value, arg.high!] : [arg.value]));
    const layout = layoutOf(type);
    if (layout === 'view' || layout === 'i128') {
      const slot = this.keep(this.resultSlot());
      this.code.emit(this.call(kernel, 'void', [...operands, slot]));
      return loadSlot(layout, slot);
    }
    return { layout, value: this.call(kernel, wordType[layout], operands) };
  }

  /** Computes only where no argument is NULL; the result is NULL elsewhere. */
  #unlessNull(
    type: SqlType,
    args: readonly EmittedValue[],
    compute: (args: readonly EmittedValue[]) => EmittedValue,
  ): EmittedValue {
    const nulls = args.flatMap(({ isNull }) => (isNull ? [isNull] : []));
    if (nulls.length === 0) return this.#kept(compute(args));
    const anyNull = nulls.length === 1 ? nulls[0]! : this.keep(combined(nulls, i32.or));
    const present = args.map((arg) => ({ ...arg, isNull: undefined }));
    const result = this.#resultLocals(type, true);
    let bits: number | undefined;
    this.code.set(result.isNull!, anyNull);
    this.code.if(i32.eqz(anyNull), () =>
      this.scoped(() => {
        const value = compute(present);
        bits = value.bits;
        this.#setResult(result, value);
      }),
    );
    return this.#asValue(result, bits);
  }

  #emitCast(cast: Extract<Expression, { kind: 'cast' }>): EmittedValue {
    const { input, type } = cast;
    const value = this.emit(input);
    if (input.type.kind === 'unknown') return zeroValue(layoutOf(type));
    const definition = findCast(input.type.kind, type.kind);
    assert(definition, `no cast from ${input.type.kind} to ${type.kind}`);
    const convert = (): EmittedValue =>
      this.#unlessNull(type, [value], (args) => {
        const types = { args: [input.type], returns: type };
        if (isEmitted(definition, types)) return definition.emit!(this, args, types);
        assert(definition.kernel, `the cast from ${input.type.kind} to ${type.kind} has no emitted form`);
        return this.#callKernel(definition.kernel, args, type);
      });
    return cast.safe ? this.#emitTry(type, convert) : convert();
  }

  /**
   * Emits an expression whose failures are kept for later: gives its value and its `valueState`.
   */
  emitWithState(expression: Expression): { value: EmittedValue; state: Instruction } {
    const { result, failed } = this.#emitCaught(expression.type, true, () => this.emit(expression));
    const { isNull, ...value } = this.#asValue(result);
    const state = this.code.local('i32', select(failed.get, i32.eqz(isNull!), failed.get));
    return { value, state: state.get };
  }

  #emitTry(type: SqlType, compute: () => EmittedValue): EmittedValue {
    const { result, failed } = this.#emitCaught(type, false, compute);
    this.code.set(result.isNull!, i32.or(result.isNull!.get, i32.ne(failed.get, i32.const(0))));
    return this.#asValue(result);
  }

  #emitCaught(type: SqlType, keepsAll: boolean, compute: () => EmittedValue): { result: ResultLocals; failed: Local } {
    const result = this.#resultLocals(type, true);
    const failed = this.code.local('i32');
    this.code.set(failed, i32.const(0));
    this.code.set(result.isNull!, i32.const(0));
    this.code.block((label) => {
      this.#tries.push({ label, failed, keepsAll });
      this.scoped(() => this.#setResult(result, compute()));
      this.#tries.pop();
    });
    return { result, failed };
  }

  #emitLogical({ kind, type, args }: Logical): EmittedValue {
    const isAnd = kind === 'and';
    const result = this.#resultLocals(type, true);
    // The operand that decides: false for AND, true for OR.
    const deciding = isAnd ? 0 : 1;
    this.code.set(result.value, i32.const(1 - deciding));
    this.code.set(result.isNull!, i32.const(0));
    let mayBeNull = false;
    this.code.block((end) => {
      const decide = (): void => {
        this.code.set(result.value, i32.const(deciding));
        this.code.set(result.isNull!, i32.const(0));
        this.code.branch(end);
      };
      this.#forEach(args, (operand) => {
        const { value, isNull } = this.emit(operand);
        const decideIf = (): void => this.code.if(isAnd ? i32.eqz(value) : value, decide);
        if (isNull) {
          mayBeNull = true;
          this.code.if(isNull, () => this.code.set(result.isNull!, i32.const(1)), decideIf);
        } else decideIf();
      });
    });
    return { layout: 'bool', value: result.value.get, isNull: mayBeNull ? result.isNull!.get : undefined };
  }

  #emitCase({ type, whens, otherwise }: Case): EmittedValue {
    const result = this.#resultLocals(type, true);
    this.code.block((end) => {
      this.#forEach([...whens, undefined], (when) => {
        if (when) {
          this.code.if(this.emitCondition(when.condition), () => {
            this.scoped(() => this.#setResult(result, this.emit(when.result)));
            this.code.branch(end);
          });
        } else if (otherwise) this.#setResult(result, this.emit(otherwise));
        else this.code.set(result.isNull!, i32.const(1));
      });
    });
    return this.#asValue(result);
  }

  #emitCoalesce(type: SqlType, args: readonly Expression[]): EmittedValue {
    const result = this.#resultLocals(type, true);
    this.code.block((end) => {
      this.#forEach(args, (operand) => {
        const value = this.emit(operand);
        this.#setResult(result, value);
        this.code.if(value.isNull ? i32.eqz(value.isNull) : i32.const(1), () => this.code.branch(end));
      });
    });
    return this.#asValue(result);
  }

  #emitIn(expression: In): EmittedValue {
    const found = lookupTable(expression);
    if (found) return this.#emitLookup(expression, found);
    const expanded = inAsComparisons(expression);
    return expanded.kind === 'or' ? this.#emitLogical(expanded) : this.emit(expanded);
  }

  #emitLookup({ type, value }: In, { kernel, values, hasNull }: LookupTable): EmittedValue {
    const table = this.loop.argument({ kind: 'table', type: value.type, values });
    const result = this.#unlessNull(type, [this.emit(value)], ([sought]) => ({
      layout: 'bool',
      value: this.call(kernel, 'i32', [table, i32.const(values.length), sought!.value]),
    }));
    if (!hasNull) return result;
    // What equals none of the constants may equal the NULL.
    const isUnknown = i32.eqz(result.value);
    return { ...result, isNull: this.keep(result.isNull ? i32.or(result.isNull, isUnknown) : isUnknown) };
  }

  #resultLocals(type: SqlType, canBeNull: boolean): ResultLocals {
    const layout = layoutOf(type);
    // A NULL text is copied like others, so that its address must be one: 0 shows an empty text.
    const initial = layout === 'view' ? i32.const(0) : undefined;
    return {
      type,
      value: this.code.local(wordType[layout], initial),
      high: layout === 'i128' ? this.code.local('i64') : undefined,
      isNull: canBeNull ? this.code.local('i32') : undefined,
    };
  }

  #setResult(result: ResultLocals, value: EmittedValue): void {
    this.code.set(result.value, value.value);
    if (result.high) this.code.set(result.high, value.high ?? i64.shrs(value.value, i64.const(63)));
    if (result.isNull) this.code.set(result.isNull, value.isNull ?? i32.const(0));
  }

  #asValue({ type, value, high, isNull }: ResultLocals, bits?: number): EmittedValue {
    return { layout: layoutOf(type), value: value.get, high: high?.get, isNull: isNull?.get, bits };
  }

  /** Puts a computed value into locals so that it is repeatable. */
  #kept(value: EmittedValue): EmittedValue {
    return {
      ...value,
      value: this.keep(value.value),
      high: value.high && this.keep(value.high),
      isNull: value.isNull && this.keep(value.isNull),
    };
  }
}

function storeFailureValue(code: FunctionBuilder, value: EmittedValue, record: Instruction, offset: number): void {
  if (value.layout === 'view') {
    // The address of the view: the reader follows it at once.
    code.emit(i32.store(record, value.value, offset));
  } else if (value.layout === 'bool' || value.layout === 'i32') {
    code.emit(i64.store(record, i64.extendI32s(value.value), offset));
  } else if (value.layout === 'f32') {
    code.emit(f32.store(record, value.value, offset));
  } else if (value.layout === 'f64') {
    code.emit(f64.store(record, value.value, offset));
  } else {
    code.emit(i64.store(record, value.value, offset));
    code.emit(i64.store(record, value.high ?? i64.shrs(value.value, i64.const(63)), offset + 8));
  }
}

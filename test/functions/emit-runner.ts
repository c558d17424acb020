import type { ErrorCode } from '../../src/base/error-codes.js';
import { LakeError } from '../../src/base/lake-error.js';
import type {
  AggregateState,
  BoundTypes,
  EmittedAggregate,
  EmittedValue,
  Emitter,
  FailureValue,
  ScalarOverload,
} from '../../src/functions/definition.js';
import { wordType } from '../../src/functions/emitted-value.js';
import { type SqlType, typeText } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { instantiateKernels, kernelsModule } from '../../src/vector/kernels.js';
import type { Layout } from '../../src/vector/layout.js';
import { layoutOf } from '../../src/vector/layout.js';
import { heapStart } from '../../src/vector/memory-header.js';
import { QueryMemory } from '../../src/vector/query-memory.js';
import { FunctionBuilder } from '../../src/wasm/function-builder.js';
import { f32, f64, type Instruction, i32, i64, type ValueType } from '../../src/wasm/instruction.js';
import { ModuleBuilder } from '../../src/wasm/module-builder.js';

/** Bytes that hold one value of any layout and, behind it, whether it is NULL. */
const cellBytes = 32;
const nullOffset = 16;
const rowAddress = heapStart;
const stateAddress = heapStart + 4096;
const otherAddress = heapStart + 8192;
const outAddress = heapStart + 12288;
const slotsAddress = heapStart + 16384;
const textAddress = heapStart + 65536;
const scratchAddress = heapStart + 1048576;

const loadWord: Record<Layout, (address: Instruction, offset: number) => Instruction> = {
  bool: i32.load8u,
  i32: i32.load,
  i64: i64.load,
  f32: f32.load,
  f64: f64.load,
  i128: i64.load,
  view: (address, offset) => i32.add(address, i32.const(offset)),
};

class TestEmitter implements Emitter {
  readonly code: FunctionBuilder;
  readonly #module: ModuleBuilder;
  readonly #failures: Failure[];
  readonly #texts: TextPool;
  #slotCount = 0;

  constructor(code: FunctionBuilder, module: ModuleBuilder, failures: Failure[], texts: TextPool) {
    this.code = code;
    this.#module = module;
    this.#failures = failures;
    this.#texts = texts;
  }

  call(kernel: string, result: ValueType | 'void', operands: readonly Instruction[]): Instruction {
    return this.#module.call(kernel, result, operands);
  }

  keep(value: Instruction): Instruction {
    return this.code.local(value.type as ValueType, value).get;
  }

  fail(name: ErrorCode, message: string, values: readonly FailureValue[] = []): void {
    const index = this.#failures.push({ name, message, values }) - 1;
    const words = [0, 1].map((at) => {
      const value = values[at]?.value;
      if (!value) return i64.const(0);
      if (value.layout === 'i64') return value.value;
      if (value.layout === 'f64') return { ...i64.reinterpretF64(value.value) };
      return i64.extendI32s(value.value);
    });
    this.code.emit(this.#module.call('fail', 'void', [i32.const(index), ...words]));
  }

  failIf(condition: Instruction, name: ErrorCode, message: string, values: readonly FailureValue[] = []): void {
    this.code.if(condition, () => this.fail(name, message, values));
  }

  resultSlot(): Instruction {
    return i32.const(slotsAddress + 16 * this.#slotCount++);
  }

  text(value: string | Uint8Array): EmittedValue {
    return { layout: 'view', value: i32.const(this.#texts.viewOf(value)) };
  }
}

interface Failure {
  readonly name: ErrorCode;
  readonly message: string;
  readonly values: readonly FailureValue[];
}

/** Places texts in memory and views of them. */
class TextPool {
  #next = textAddress;
  readonly #memory: QueryMemory;

  constructor(memory: QueryMemory) {
    this.#memory = memory;
  }

  viewOf(value: string | Uint8Array, at?: number): number {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    const text = this.#next;
    this.#memory.u8.set(bytes, text);
    const view = at ?? (text + bytes.length + 31) & ~15;
    this.#next = (text + bytes.length + 63) & ~15;
    const { u8, view: words } = this.#memory;
    u8.fill(0, view, view + 16);
    words.setUint32(view, bytes.length, true);
    u8.set(bytes.slice(0, bytes.length > 12 ? 4 : 12), view + 4);
    if (bytes.length > 12) words.setUint32(view + 8, text, true);
    return view;
  }
}

function newMemory(): QueryMemory {
  kernelsModule();
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
  const kernels = instantiateKernels(memory, {
    findMemory: () => {
      throw new Error('no memory');
    },
    refillScratch: () => {
      throw new Error('out of scratch');
    },
  });
  kernels.scratch_set!(scratchAddress, scratchAddress + 1048576);
  return new QueryMemory(memory, kernels);
}

/** The words of an i64 or i128 value as vector/layout.ts has them. */
function wordsOf(type: SqlType, value: SqlValue): [low: bigint, high: bigint] {
  if (typeof value === 'bigint') return [BigInt.asIntN(64, value), value >> 64n];
  const parts = value as unknown as Record<string, bigint | number>;
  switch (type.kind) {
    case 'timestamp':
      return [BigInt(parts.picosOfMicro!), BigInt(parts.micros!)];
    case 'time with time zone':
      return [BigInt(parts.offsetMinutes!), BigInt(parts.picos!)];
    default: {
      const instant = (BigInt(parts.millis!) << 12n) | BigInt(parts.zone!);
      return layoutOf(type) === 'i64' ? [instant, 0n] : [BigInt(parts.picosOfMilli!), instant];
    }
  }
}

/** The value that words stand for. */
function wordsValue(type: SqlType, low: bigint, high: bigint): SqlValue {
  const isLong = layoutOf(type) === 'i128';
  switch (type.kind) {
    case 'timestamp':
      return isLong ? { micros: high, picosOfMicro: Number(low) } : low;
    case 'time with time zone':
      return { picos: high, offsetMinutes: Number(low) };
    case 'timestamp with time zone': {
      const instant = isLong ? high : low;
      return { millis: instant >> 12n, picosOfMilli: isLong ? Number(low) : 0, zone: Number(instant & 0xfffn) };
    }
    default:
      return isLong ? (high << 64n) | BigInt.asUintN(64, low) : low;
  }
}

/** Writes a value into its cell. */
function writeCell(memory: QueryMemory, texts: TextPool, at: number, type: SqlType, value: SqlValue): void {
  const { view } = memory;
  memory.u8.fill(0, at, at + cellBytes);
  if (value === null) {
    view.setUint8(at + nullOffset, 1);
    return;
  }
  switch (layoutOf(type)) {
    case 'bool':
      view.setUint8(at, value ? 1 : 0);
      return;
    case 'i32':
      view.setInt32(at, value as number, true);
      return;
    case 'i64':
      view.setBigInt64(at, wordsOf(type, value)[0], true);
      return;
    case 'f32':
      view.setFloat32(at, value as number, true);
      return;
    case 'f64':
      view.setFloat64(at, value as number, true);
      return;
    case 'i128': {
      const [low, high] = wordsOf(type, value);
      view.setBigInt64(at, low, true);
      view.setBigInt64(at + 8, high, true);
      return;
    }
    default:
      texts.viewOf(value as string | Uint8Array, at);
  }
}

function readCell(memory: QueryMemory, at: number, type: SqlType): SqlValue {
  const { view } = memory;
  if (view.getUint8(at + nullOffset)) return null;
  switch (layoutOf(type)) {
    case 'bool':
      return view.getUint8(at) !== 0;
    case 'i32':
      return view.getInt32(at, true);
    case 'i64':
      return wordsValue(type, view.getBigInt64(at, true), 0n);
    case 'f32':
      return view.getFloat32(at, true);
    case 'f64':
      return view.getFloat64(at, true);
    case 'i128':
      return wordsValue(type, view.getBigInt64(at, true), view.getBigInt64(at + 8, true));
    default: {
      const length = view.getUint32(at, true);
      const start = length > 12 ? view.getUint32(at + 8, true) : at + 4;
      const bytes = memory.u8.slice(start, start + length);
      return type.kind === 'varbinary' ? bytes : new TextDecoder().decode(bytes);
    }
  }
}

function loadCell(e: Emitter, address: Instruction, index: number, layout: Layout, nullable: boolean): EmittedValue {
  const at = index * cellBytes;
  const value = e.keep(loadWord[layout](address, at));
  const high = layout === 'i128' ? e.keep(i64.load(address, at + 8)) : undefined;
  return { layout, value, high, isNull: nullable ? e.keep(i32.load8u(address, at + nullOffset)) : undefined };
}

function storeCell(e: Emitter, address: Instruction, index: number, value: EmittedValue): void {
  const at = index * cellBytes;
  const { code } = e;
  if (value.layout === 'bool') code.emit(i32.store8(address, value.value, at));
  else if (value.layout === 'i32') code.emit(i32.store(address, value.value, at));
  else if (value.layout === 'f32') code.emit(f32.store(address, value.value, at));
  else if (value.layout === 'f64') code.emit(f64.store(address, value.value, at));
  else if (value.layout === 'view') {
    code.emit(i64.store(address, i64.load(value.value), at));
    code.emit(i64.store(address, i64.load(value.value, 8), at + 8));
  } else code.emit(i64.store(address, value.value, at));
  if (value.layout === 'i128') code.emit(i64.store(address, value.high!, at + 8));
  if (value.isNull) code.emit(i32.store8(address, value.isNull, at + nullOffset));
}

/** Compiles code written with an Emitter and runs it on one row of cells. */
export class EmitRunner {
  readonly memory = newMemory();
  readonly #texts = new TextPool(this.memory);
  readonly #module = new ModuleBuilder();
  readonly #failures: Failure[] = [];

  define(name: string, write: (e: Emitter, parameters: readonly Instruction[]) => void): void {
    const code = new FunctionBuilder(name, ['i32', 'i32'], []);
    const e = new TestEmitter(code, this.#module, this.#failures, this.#texts);
    write(
      e,
      code.parameters.map(({ get }) => get),
    );
    this.#module.add(code);
  }

  start(): Record<string, (a: number, b: number) => void> {
    const { kernels, memory } = this.memory;
    const fail = (index: number, ...words: bigint[]): never => {
      const { name, message, values } = this.#failures[index]!;
      const text = message.replace(/\{(\d)\}/g, (_, at) => {
        const { value, type } = values[Number(at)]!;
        const word = words[Number(at)]!;
        if (value.layout === 'f64') return String(new Float64Array(new BigInt64Array([word]).buffer)[0]);
        return value.layout === 'view' ? String(readCell(this.memory, Number(word), type)) : String(word);
      });
      throw new LakeError(name, text);
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(this.#module.encode()), {
      env: { ...(kernels as Record<string, WebAssembly.ImportValue>), memory, fail },
    });
    return instance.exports as Record<string, (a: number, b: number) => void>;
  }

  write(index: number, type: SqlType, value: SqlValue): void {
    writeCell(this.memory, this.#texts, rowAddress + index * cellBytes, type, value);
  }

  read(type: SqlType): SqlValue {
    return readCell(this.memory, outAddress, type);
  }
}

const stateOver = (e: Emitter, address: Instruction, fields: readonly Layout[]): AggregateState => ({
  load: (field) => loadCell(e, address, field, fields[field]!, false),
  store(field, value) {
    if (value.layout !== fields[field]) throw new Error(`field ${field} is ${fields[field]}, not ${value.layout}`);
    storeCell(e, address, field, { ...value, isNull: undefined });
  },
});

/** Runs an emitted aggregate: the first rows into one group, the rest into another, then merges and finishes. */
export function runAggregate(
  emit: EmittedAggregate,
  types: BoundTypes,
  rows: readonly (readonly SqlValue[])[],
  options: { split?: number; nulls?: 'skip' | 'called' } = {},
): SqlValue {
  const runner = new EmitRunner();
  const fields = emit.state(types);
  runner.define('update', (e, [state, row]) => {
    const isCalled = options.nulls === 'called';
    const args = types.args.map((type, index) => loadCell(e, row!, index, layoutOf(type), isCalled));
    emit.update(e, stateOver(e, state!, fields), args, types);
  });
  runner.define('merge', (e, [state, other]) =>
    emit.merge(e, stateOver(e, state!, fields), stateOver(e, other!, fields), types),
  );
  runner.define('finish', (e, [state, out]) => {
    const result = emit.finish(e, stateOver(e, state!, fields), types);
    if (result.layout !== layoutOf(types.returns))
      throw new Error(`${typeText(types.returns)} is given as ${result.layout}`);
    storeCell(e, out!, 0, result);
  });
  const { update, merge, finish } = runner.start();
  runner.memory.u8.fill(0, stateAddress, slotsAddress);
  rows.forEach((row, at) => {
    if (options.nulls !== 'called' && row.includes(null)) return;
    for (const [index, value] of row.entries()) runner.write(index, types.args[index]!, value);
    update!(at < (options.split ?? rows.length) ? stateAddress : otherAddress, rowAddress);
  });
  merge!(stateAddress, otherAddress);
  finish!(stateAddress, outAddress);
  return runner.read(types.returns);
}

/** Calls a kernel that gives one word. */
function kernelResult(
  e: Emitter,
  kernel: string,
  args: readonly EmittedValue[],
  { returns }: BoundTypes,
): EmittedValue {
  const layout = layoutOf(returns);
  const operands = args.map(({ value }) => value);
  return { layout, value: e.keep(e.call(kernel, wordType[layout], operands)) };
}

/** Runs an emitted scalar overload on one row; `literals` tells it the arguments while it writes its code. */
export function runScalar(
  overload: ScalarOverload,
  types: BoundTypes,
  row: readonly SqlValue[],
  literals = false,
): SqlValue {
  if (overload.nulls !== 'called' && row.includes(null)) return null;
  const runner = new EmitRunner();
  runner.define('run', (e, [cells, out]) => {
    const isCalled = overload.nulls === 'called';
    const args = types.args.map((type, index) => {
      const value = loadCell(e, cells!, index, layoutOf(type), isCalled);
      return literals && row[index] !== null ? { ...value, constant: row[index]! } : value;
    });
    const result = overload.emit?.(e, args, types) ?? kernelResult(e, overload.kernel!, args, types);
    if (result.layout !== layoutOf(types.returns))
      throw new Error(`${typeText(types.returns)} is given as ${result.layout}`);
    storeCell(e, out!, 0, result);
  });
  const { run } = runner.start();
  for (const [index, value] of row.entries()) runner.write(index, types.args[index]!, value);
  runner.memory.u8.fill(0, outAddress, slotsAddress);
  run!(rowAddress, outAddress);
  return runner.read(types.returns);
}

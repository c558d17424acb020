/**
 * Encodes a module in the binary format of the WebAssembly core specification (magic, then sections in order:
 * types, imports, functions, exports, code). The only import besides functions is one shared memory.
 */
import { assert } from '../base/lake-error.js';
import type { FunctionBuilder, FunctionCode } from './function-builder.js';
import { callIndex, type Instruction, type Label, unsignedLeb, type ValueType } from './instruction.js';

const typeByte: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

interface Import {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | 'void';
}

/** Collects functions and the kernels that they call, and encodes the module. */
export class ModuleBuilder {
  readonly #imports: Import[] = [];
  readonly #importIndex = new Map<string, number>();
  readonly #functions: FunctionCode[] = [];

  /** Calls the imported function `name`; its signature is that of the operands and `result`. */
  call(name: string, result: ValueType | 'void', operands: readonly Instruction[]): Instruction {
    let index = this.#importIndex.get(name);
    if (index === undefined) {
      index = this.#imports.length;
      this.#importIndex.set(name, index);
      this.#imports.push({ name, parameters: operands.map(({ type }) => type as ValueType), result });
    }
    return callIndex(index, result, operands);
  }

  add(builder: FunctionBuilder): void {
    this.#functions.push(builder.finish());
  }

  /** Names of the functions that the module imports from `env`. */
  get importNames(): readonly string[] {
    return this.#imports.map(({ name }) => name);
  }

  /** Encodes the module; its memory is imported as `env.memory`, shared, at most `pagesMax` pages. */
  encode(pagesMax = 65536): Uint8Array<ArrayBuffer> {
    const types = new TypeTable();
    const importEntries = [[...text('env'), ...text('memory'), 2, 3, ...unsignedLeb(1), ...unsignedLeb(pagesMax)]];
    for (const { name, parameters, result } of this.#imports) {
      const index = types.index(parameters, result === 'void' ? [] : [result]);
      importEntries.push([...text('env'), ...text(name), 0, ...unsignedLeb(index)]);
    }
    const typeIndices = this.#functions.map(({ parameters, results }) => unsignedLeb(types.index(parameters, results)));
    const exportEntries = this.#functions.map(({ name }, index) => [
      ...text(name),
      0,
      ...unsignedLeb(this.#imports.length + index),
    ]);
    const bytes = [
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, types.entries),
      ...section(2, importEntries),
      ...section(3, typeIndices),
      ...section(7, exportEntries),
    ];
    const code = section(10, this.#functions.map(encodeFunction));
    const module = new Uint8Array(bytes.length + code.length);
    module.set(bytes);
    module.set(code, bytes.length);
    return module;
  }
}

class TypeTable {
  readonly entries: number[][] = [];
  readonly #index = new Map<string, number>();

  index(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${parameters.join()}>${results.join()}`;
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.entries.length;
      this.#index.set(key, index);
      const list = (types: readonly ValueType[]): number[] => [
        ...unsignedLeb(types.length),
        ...types.map((type) => typeByte[type]),
      ];
      this.entries.push([0x60, ...list(parameters), ...list(results)]);
    }
    return index;
  }
}

const text = (value: string): number[] => {
  const bytes = new TextEncoder().encode(value);
  return [...unsignedLeb(bytes.length), ...bytes];
};

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const body = unsignedLeb(entries.length);
  for (const entry of entries) for (const byte of entry) body.push(byte);
  const bytes = [id, ...unsignedLeb(body.length)];
  for (const byte of body) bytes.push(byte);
  return bytes;
}

function encodeFunction(code: FunctionCode): number[] {
  const body: number[] = [...unsignedLeb(code.locals.length)];
  for (const type of code.locals) body.push(1, typeByte[type]);
  const labels: (Label | undefined)[] = [];
  for (const statement of code.body) encodeInstruction(statement, body, labels, code.name);
  body.push(0x0b);
  const bytes = unsignedLeb(body.length);
  for (const byte of body) bytes.push(byte);
  return bytes;
}

function encodeInstruction(instruction: Instruction, out: number[], labels: (Label | undefined)[], name: string): void {
  for (const operand of instruction.operands) encodeInstruction(operand, out, labels, name);
  for (const byte of instruction.bytes) out.push(byte);
  if (instruction.target) {
    const position = labels.lastIndexOf(instruction.target);
    assert(position >= 0, `a branch in ${name} leaves a block that it is not in`);
    for (const byte of unsignedLeb(labels.length - 1 - position)) out.push(byte);
  }
  if (!instruction.body) return;
  labels.push(instruction.label);
  for (const statement of instruction.body) encodeInstruction(statement, out, labels, name);
  if (instruction.otherwise) {
    out.push(0x05);
    for (const statement of instruction.otherwise) encodeInstruction(statement, out, labels, name);
  }
  labels.pop();
  out.push(0x0b);
}

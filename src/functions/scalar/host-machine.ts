/** Runs string kernels for functions that TypeScript computes, in a memory of their own. */
import { assert, LakeError } from '../../base/lake-error.js';
import { instantiateKernels, type Kernels } from '../../vector/kernels.js';
import { inlineBytesMax } from '../../vector/layout.js';

const pageBytes = 65536;
const pagesFirst = 32;
const pagesMax = 65536;
// Places in the machine's own memory: views of the arguments and the result, then bytes.
const viewsAt = 131072;
const bytesAt = 131072 + 256;

/** Words that a kernel takes: numbers, bigints and bytes, which become the address of a view. */
export type Operand = number | bigint | Uint8Array;

class HostMachine {
  readonly #memory = new WebAssembly.Memory({ initial: pagesFirst, maximum: pagesMax, shared: true });
  readonly #kernels: Kernels;
  #scratchAt = bytesAt;

  constructor() {
    this.#kernels = instantiateKernels(this.#memory, {
      refillScratch: (bytes) => this.#refill(bytes),
      findMemory: (bytes) => {
        assert(bytes === 0, 'string kernels use no heap');
        return 0;
      },
    });
  }

  /** Calls a kernel with operands and, last, a slot for a result; gives its answer and the result's bytes. */
  call(
    kernel: string,
    operands: readonly Operand[],
    hasResult: boolean,
  ): { answer: number | bigint; result: Uint8Array } {
    let at = bytesAt;
    const total = operands.reduce(
      (sum: number, operand) => sum + (operand instanceof Uint8Array ? operand.length + 8 : 0),
      0,
    );
    this.#reserve(bytesAt + total);
    const { buffer } = this.#memory;
    const words = operands.map((operand, index) => {
      if (!(operand instanceof Uint8Array)) return operand;
      const view = viewsAt + 16 * index;
      writeView(buffer, view, operand, at);
      at += (operand.length + 7) & ~7;
      return view;
    });
    this.#scratchAt = at;
    this.#kernels.scratch_set!(at, buffer.byteLength);
    const slot = viewsAt + 16 * operands.length;
    const run = this.#kernels[kernel] as unknown as (...words: (number | bigint)[]) => number | bigint;
    const answer = run(...words, ...(hasResult ? [slot] : []));
    return { answer, result: hasResult ? readView(this.#memory.buffer, slot) : new Uint8Array() };
  }

  #reserve(end: number): void {
    const pages = Math.ceil(end / pageBytes) - this.#memory.buffer.byteLength / pageBytes;
    if (pages > 0) this.#memory.grow(pages);
  }

  #refill(bytes: number): void {
    const start = this.#memory.buffer.byteLength;
    const end = start + Math.max(bytes, start - this.#scratchAt);
    if (end > pagesMax * pageBytes)
      throw new LakeError('EXCEEDED_LOCAL_MEMORY_LIMIT', 'A function needs more memory than there is');
    this.#reserve(end);
    this.#kernels.scratch_set!(start, this.#memory.buffer.byteLength);
  }
}

function writeView(buffer: ArrayBufferLike, view: number, bytes: Uint8Array, at: number): void {
  const words = new DataView(buffer);
  for (let i = 0; i < 16; i += 4) words.setUint32(view + i, 0);
  words.setUint32(view, bytes.length, true);
  if (bytes.length <= inlineBytesMax) {
    new Uint8Array(buffer).set(bytes, view + 4);
    return;
  }
  new Uint8Array(buffer).set(bytes, at);
  new Uint8Array(buffer).set(bytes.subarray(0, 4), view + 4);
  words.setUint32(view + 8, at, true);
}

function readView(buffer: ArrayBufferLike, view: number): Uint8Array {
  const words = new DataView(buffer);
  const length = words.getUint32(view, true);
  const at = length <= inlineBytesMax ? view + 4 : words.getUint32(view + 8, true);
  return new Uint8Array(buffer).slice(at, at + length);
}

let machine: HostMachine | undefined;

/** Calls a kernel with operands and, where it writes one, a slot for its result. */
export function callKernel(
  kernel: string,
  operands: readonly Operand[],
  hasResult = false,
): { answer: number | bigint; result: Uint8Array } {
  machine ??= new HostMachine();
  return machine.call(kernel, operands, hasResult);
}

import { Buffer } from 'node:buffer';
import { instantiateKernels, type Kernels } from '../../src/vector/kernels.js';

const viewsStart = 131072;
const bytesStart = 262144;

/** Lays strings out as views in a memory of its own and calls kernels on them. */
export class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
  readonly u8 = new Uint8Array(this.memory.buffer);
  readonly u32 = new Uint32Array(this.memory.buffer);
  readonly kernels: Kernels;
  #nextView = viewsStart;
  #nextByte = bytesStart;

  constructor() {
    this.kernels = instantiateKernels(this.memory, {
      findMemory: (bytes) => {
        throw new Error(`no memory for ${bytes} bytes`);
      },
      refillScratch: (bytes) => {
        throw new Error(`no room for ${bytes} bytes`);
      },
    });
    this.kernels.scratch_set!(2 << 20, 4 << 20);
  }

  /** Forgets all views and results. */
  reset(): void {
    this.#nextView = viewsStart;
    this.#nextByte = bytesStart;
    this.kernels.scratch_set!(2 << 20, 4 << 20);
  }

  /** An address for a result view. */
  slot(): number {
    this.#nextView += 16;
    return this.#nextView - 16;
  }

  /** Stores text as a view and answers its address. */
  text(value: string | Uint8Array): number {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    const view = this.slot();
    this.u8.fill(0, view, view + 16);
    this.u32[view >> 2] = bytes.length;
    if (bytes.length <= 12) {
      this.u8.set(bytes, view + 4);
      return view;
    }
    const address = this.#nextByte;
    this.#nextByte += bytes.length;
    this.u8.set(bytes, address);
    this.u8.set(bytes.subarray(0, 4), view + 4);
    this.u32[(view >> 2) + 2] = address;
    return view;
  }

  bytes(view: number): Uint8Array {
    const length = this.u32[view >> 2]!;
    const address = length <= 12 ? view + 4 : this.u32[(view >> 2) + 2]!;
    return this.u8.slice(address, address + length);
  }

  read(view: number): string {
    return Buffer.from(this.bytes(view)).toString('utf8');
  }
}

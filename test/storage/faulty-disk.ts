import fs, { type promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** How a call fails once: with a system error, or by writing or reading less than it was asked for. */
export type Fault = 'EIO' | 'ENOSPC' | 'short';

const asynchronous = ['copyFile', 'link', 'mkdir', 'open', 'readdir', 'realpath', 'rm', 'stat', 'unlink'] as const;
const blocking = [
  'closeSync',
  'fstatSync',
  'fsyncSync',
  'mkdirSync',
  'openSync',
  'readSync',
  'readdirSync',
  'statSync',
  'unlinkSync',
  'writeSync',
] as const;
const handled = ['close', 'read', 'stat', 'sync', 'write'] as const;

type AnyCall = (...values: unknown[]) => unknown;

/** Lets one call to the file system fail, wherever in the process it is made. */
export class FaultyDisk {
  readonly #saved: (() => void)[] = [];
  #left = Number.POSITIVE_INFINITY;
  #fault: Fault = 'EIO';

  constructor() {
    for (const name of asynchronous) this.#patch(fs.promises as unknown as Record<string, AnyCall>, name, true);
    for (const name of blocking) this.#patch(fs as unknown as Record<string, AnyCall>, name, false);
    syncBuiltinESMExports();
  }

  /** Makes the call after `count` others fail. */
  arm(count: number, fault: Fault): void {
    this.#left = count;
    this.#fault = fault;
  }

  /** Ends it; tells whether the call was reached. */
  disarm(): boolean {
    const wasReached = this.#left < 0;
    this.#left = Number.POSITIVE_INFINITY;
    return wasReached;
  }

  restore(): void {
    for (const undo of this.#saved) undo();
    syncBuiltinESMExports();
  }

  #patch(target: Record<string, AnyCall>, name: string, isPromise: boolean): void {
    const real = target[name]!;
    this.#saved.push(() => {
      target[name] = real;
    });
    target[name] = (...values) => {
      const call = (): unknown => this.#call(name, real, target, values);
      if (!isPromise) return call();
      const result = Promise.resolve().then(call);
      return name === 'open' ? result.then((handle) => this.#wrap(handle as promises.FileHandle)) : result;
    };
  }

  #wrap(handle: promises.FileHandle): promises.FileHandle {
    const methods = handle as unknown as Record<string, AnyCall>;
    for (const name of handled) {
      const real = methods[name]!;
      methods[name] = async (...values) => {
        // What the system closed is closed, also when it tells of an error.
        if (name === 'close') await real.apply(handle, values);
        return this.#call(name, name === 'close' ? () => undefined : real, handle, values);
      };
    }
    return handle;
  }

  #call(name: string, real: AnyCall, target: unknown, values: unknown[]): unknown {
    if (this.#left-- !== 0) return real.apply(target, values);
    if (this.#fault === 'short') return real.apply(target, shortened(name, values));
    if (name === 'closeSync') real.apply(target, values);
    throw Object.assign(new Error(`${this.#fault}: injected, ${name}`), { code: this.#fault });
  }
}

/** Asks for one byte only, where a count of bytes is asked for. */
function shortened(name: string, values: unknown[]): unknown[] {
  if (name === 'writeSync' || name === 'readSync')
    return [...values.slice(0, 3), Math.min(1, values[3] as number), values[4]];
  if (name === 'read') return [...values.slice(0, 2), Math.min(1, values[2] as number), values[3]];
  if (name === 'write')
    return [values[0], values[1], Math.min(1, (values[0] as Uint8Array).length - (values[1] as number))];
  return values;
}

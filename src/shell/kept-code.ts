import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vm from 'node:vm';
import { threadId } from 'node:worker_threads';

const keptMsMax = 30 * 24 * 3600 * 1000;

type Require = (id: string) => unknown;
type ScriptBody = (exports: unknown, require: Require, module: { exports: unknown }, __filename: string) => void;

/**
 * Scripts of CommonJS, with the code that V8 compiled in an earlier run, a file each in a folder that is the user's alone: it would run what
 * others wrote there. V8 itself turns away what another version of it wrote, or other flags.
 */
export class KeptCode {
  readonly #folder: string;
  readonly #requireOther: Require;
  readonly #modules = new Map<string, { exports: unknown }>();
  readonly #compiled: { readonly script: vm.Script; readonly kept: string }[] = [];

  /** `requireOther` gives what is no file beside the script. */
  constructor(folder: string, requireOther: Require) {
    this.#folder = join(folder, `code-${process.version}-${process.arch}`);
    this.#requireOther = requireOther;
  }

  /** Runs a script once, and those beside it that it requires; gives its exports. */
  load(file: string): unknown {
    const before = this.#modules.get(file);
    if (before) return before.exports;
    const module = { exports: {} as unknown };
    this.#modules.set(file, module);
    const require: Require = (id) =>
      id.startsWith('./') ? this.load(join(dirname(file), id)) : this.#requireOther(id);
    this.#script(file)(module.exports, require, module, file);
    return module.exports;
  }

  /** Writes what was compiled since; after it has run, so that its functions are among it. */
  keep(): void {
    if (this.#compiled.length === 0) return;
    unlessRefused(() => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if (!this.#isOwn()) return;
      for (const { script, kept } of this.#compiled) {
        const staged = `${kept}.${process.pid}.${threadId}`;
        writeFileSync(staged, script.createCachedData(), { mode: 0o600 });
        renameSync(staged, kept);
      }
      this.#removeOld();
    });
    this.#compiled.length = 0;
  }

  /** What earlier versions left; one that still runs writes it again. */
  #removeOld(): void {
    for (const name of readdirSync(this.#folder)) {
      const file = join(this.#folder, name);
      if (Date.now() - statSync(file).mtimeMs > keptMsMax) rmSync(file, { force: true });
    }
  }

  #script(file: string): ScriptBody {
    const source = readFileSync(file);
    const hash = createHash('sha256').update(source).digest('hex').slice(0, 32);
    const kept = join(this.#folder, `${basename(file)}-${hash}`);
    const script = new vm.Script(`(function (exports, require, module, __filename) {${source.toString('utf8')}\n})`, {
      filename: file,
      cachedData: this.#read(kept),
    });
    if (script.cachedDataRejected !== false) this.#compiled.push({ script, kept });
    return script.runInThisContext() as ScriptBody;
  }

  #read(kept: string): Buffer | undefined {
    return unlessRefused(() => (this.#isOwn() ? readFileSync(kept) : undefined));
  }

  #isOwn(): boolean {
    const { uid, mode } = statSync(this.#folder);
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
  }
}

// Without what is kept a program starts later, that is all.
function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return undefined;
  }
}

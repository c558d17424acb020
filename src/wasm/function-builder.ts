import { assert } from '../base/lake-error.js';
import {
  block,
  branch,
  branchIf,
  type Instruction,
  ifElse,
  type Label,
  localGet,
  localSet,
  loop,
  type ValueType,
} from './instruction.js';

/** A local variable of a function under construction. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
  /** Reads the variable. */
  readonly get: Instruction;
}

/** One finished function: what the module encoder needs. */
export interface FunctionCode {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: readonly Instruction[];
}

/** Writes the body of one WebAssembly function statement by statement. */
export class FunctionBuilder {
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly #results: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #prologue: Instruction[] = [];
  #body: Instruction[] = [];
  /** Variables of scopes that have ended. */
  readonly #free = new Map<ValueType, Local[]>();
  #scope: Local[] | undefined;

  constructor(name: string, parameters: readonly ValueType[], results: readonly ValueType[]) {
    this.name = name;
    this.parameters = parameters.map((type, index) => ({ index, type, get: localGet(index, type) }));
    this.#results = results;
  }

  /** Declares a variable, with a first value where given (else 0, once per call). */
  local(type: ValueType, initial?: Instruction): Local {
    const local = this.#free.get(type)?.pop() ?? this.#newLocal(type);
    this.#scope?.push(local);
    if (initial) this.set(local, initial);
    return local;
  }

  /** Runs `write`; the variables that it declares are used for others behind it, and begin with any value. */
  scope(write: () => void): void {
    const outer = this.#scope;
    const inner: Local[] = [];
    this.#scope = inner;
    write();
    this.#scope = outer;
    for (const local of inner) {
      const free = this.#free.get(local.type);
      if (free) free.push(local);
      else this.#free.set(local.type, [local]);
    }
  }

  /** Declares a variable that is set once at the start of the function, wherever this is called. */
  prologueLocal(type: ValueType, value: Instruction): Local {
    const local = this.#newLocal(type);
    this.#prologue.push(localSet(local.index, value));
    return local;
  }

  set(local: Local, value: Instruction): void {
    assert(value.type === local.type, `a ${local.type} variable is given ${value.type} in ${this.name}`);
    this.#body.push(localSet(local.index, value));
  }

  /** Appends a statement. */
  emit(statement: Instruction): void {
    assert(statement.type === 'void', `a statement leaves ${statement.type} on the stack in ${this.name}`);
    this.#body.push(statement);
  }

  if(condition: Instruction, then: () => void, otherwise?: () => void): void {
    const body = this.#nested(then);
    this.#body.push(ifElse(condition, body, otherwise ? this.#nested(otherwise) : undefined));
  }

  /** Runs `body`; `branch(label)` inside leaves it. */
  block(body: (label: Label) => void): void {
    const label: Label = { name: 'block' };
    const inside = this.#nested(() => body(label));
    this.#body.push(block(label, inside));
  }

  /** Runs `body`; `branch(label)` inside runs it again. */
  loop(body: (label: Label) => void): void {
    const label: Label = { name: 'loop' };
    const inside = this.#nested(() => body(label));
    this.#body.push(loop(label, inside));
  }

  branch(label: Label): void {
    this.#body.push(branch(label));
  }

  branchIf(label: Label, condition: Instruction): void {
    this.#body.push(branchIf(label, condition));
  }

  finish(): FunctionCode {
    return {
      name: this.name,
      parameters: this.parameters.map(({ type }) => type),
      results: this.#results,
      locals: this.#locals,
      body: [...this.#prologue, ...this.#body],
    };
  }

  #newLocal(type: ValueType): Local {
    const index = this.parameters.length + this.#locals.length;
    this.#locals.push(type);
    return { index, type, get: localGet(index, type) };
  }

  #nested(write: () => void): Instruction[] {
    const outer = this.#body;
    this.#body = [];
    write();
    const inside = this.#body;
    this.#body = outer;
    return inside;
  }
}

import type { FunctionDefinition } from '../../functions/definition.js';
import type { ResolvedOverload } from '../../functions/resolve-overload.js';
import type { Expression } from '../../plan/expression.js';

/** A call whose arguments are bound and whose overload is chosen. */
export interface BoundCall {
  readonly definition: FunctionDefinition;
  readonly resolved: ResolvedOverload;
  readonly args: readonly Expression[];
  /** The arguments before they were brought to the overload's types. */
  readonly written: readonly Expression[];
  readonly filter: Expression | undefined;
}

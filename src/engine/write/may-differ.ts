import { scalarFunction } from '../../functions/registry.js';
import type { Expression } from '../../sql/ast.js';

/** Tells whether an expression may have another value when it is evaluated again for the same row: that of `random()`. */
export const mayDiffer = (part: Expression): boolean => callsOther(part);

function callsOther(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(callsOther);
  if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return false;
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: { readonly parts?: readonly Named[] } };
  if (kind === 'FunctionCall' && isOther(name?.parts?.at(-1)?.value)) return true;
  return kind === 'SampledRelation' || Object.values(node).some(callsOther);
}

interface Named {
  readonly value: string;
}

const isOther = (name: string | undefined): boolean =>
  name !== undefined && scalarFunction(name.toLowerCase())?.deterministic === false;

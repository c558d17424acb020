import type { ErrorCode } from '../../base/error-codes.js';
import { LakeError } from '../../base/lake-error.js';
import { bindConstant } from '../../bind/bind-statement.js';
import type { Constant } from '../../plan/expression.js';
import type { Property } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';

/** Says whose properties are read, and which error a wrong one is. */
export interface PropertyOwner {
  readonly what: 'table' | 'schema' | 'column' | 'analyze' | 'workgroup';
  readonly error: ErrorCode;
}

/**
 * Computes the properties of `WITH (name = value, …)`, by lower-case name; one that is DEFAULT is left out.
 * Throws DUPLICATE_PROPERTY, and the owner's error for a name that is not known.
 */
export function propertyValues(
  properties: readonly Property[],
  known: readonly string[],
  { what, error }: PropertyOwner,
  { session, binding, evaluator }: StatementContext,
): ReadonlyMap<string, Constant> {
  const values = new Map<string, Constant>();
  const seen = new Set<string>();
  for (const { name, value, position } of properties) {
    const key = name.value.toLowerCase();
    if (seen.has(key)) throw new LakeError('DUPLICATE_PROPERTY', `Duplicate property: ${key}`, { position });
    seen.add(key);
    if (!known.includes(key))
      throw new LakeError(error, `Catalog '${session.catalog}' ${what} property '${key}' does not exist`, { position });
    if (!value) continue;
    const constant = evaluator.evaluate(bindConstant(value, binding));
    if (!constant) throw new LakeError(error, `Invalid value for ${what} property '${key}'`, { position });
    if (constant.value !== null) values.set(key, constant);
  }
  return values;
}

/** Gives the text of a property. */
export function textProperty(
  values: ReadonlyMap<string, Constant>,
  name: string,
  owner: PropertyOwner,
): string | undefined {
  const constant = values.get(name);
  if (!constant) return undefined;
  if (typeof constant.value === 'string') return constant.value;
  throw wrongType(name, 'varchar', owner);
}

/** Gives the texts of a property that is an array, in lower case. */
export function nameListProperty(
  values: ReadonlyMap<string, Constant>,
  name: string,
  owner: PropertyOwner,
): readonly string[] {
  const constant = values.get(name);
  if (!constant) return [];
  const { value } = constant;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return (value as string[]).map((item) => item.toLowerCase());
  throw wrongType(name, 'array(varchar)', owner);
}

/** Gives the whole number of a property. */
export function integerProperty(
  values: ReadonlyMap<string, Constant>,
  name: string,
  owner: PropertyOwner,
): number | undefined {
  const constant = values.get(name);
  if (!constant) return undefined;
  const { value } = constant;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrongType(name, 'integer', owner);
}

const wrongType = (name: string, type: string, { what, error }: PropertyOwner): LakeError =>
  new LakeError(error, `Invalid value for ${what} property '${name}': it is no ${type}`);

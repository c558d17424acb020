import { LakeError, type Position } from '../base/lake-error.js';
import type { ColumnReference } from '../plan/expression.js';
import type { LogicalPlan } from '../plan/logical-plan.js';

/** A column of a relation as SQL names it. */
export interface Field {
  /** Absent for an expression without an alias. */
  readonly name: string | undefined;
  /** The relation's name as parts, last the table or alias; absent where no qualified name reaches the field. */
  readonly qualifier?: readonly string[] | undefined;
  readonly column: ColumnReference;
  /** Found by name but not by `*`. */
  readonly hidden?: boolean | undefined;
}

/** A query of WITH: makes its plan anew for each reference. */
export interface NamedRelation {
  bind(reference: Position): { readonly plan: LogicalPlan; readonly fields: readonly Field[] };
}

/** The names that an expression may use, and those around it. */
export interface Scope {
  readonly fields: readonly Field[];
  readonly parent?: Scope | undefined;
  /** The parent is the scope of an enclosing query: its columns are constants of a row here. */
  readonly isQueryBoundary?: boolean | undefined;
  /** WITH queries by lower-case name. */
  readonly namedQueries?: ReadonlyMap<string, NamedRelation> | undefined;
  /** The fields are results of SELECT that ORDER BY may use. */
  readonly isOutput?: boolean | undefined;
}

/** The scope without names. */
export const emptyScope: Scope = { fields: [] };

/** A field that a name means, and where it was found. */
export interface ResolvedField {
  readonly field: Field;
  readonly scope: Scope;
  /** No query boundary lies between. */
  readonly isLocal: boolean;
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Tells whether a qualifier ends with the parts of a prefix. */
export function hasSuffix(qualifier: readonly string[] | undefined, prefix: readonly string[]): boolean {
  if (prefix.length === 0) return true;
  if (!qualifier || qualifier.length < prefix.length) return false;
  const start = qualifier.length - prefix.length;
  return prefix.every((part, i) => sameName(part, qualifier[start + i]!));
}

/** Lists the fields of one scope that a name may mean. */
export const matchingFields = (fields: readonly Field[], name: readonly string[]): readonly Field[] =>
  fieldsNamed(fields, name.at(-1)!).filter((field) => hasSuffix(field.qualifier, name.slice(0, -1)));

interface FieldIndex {
  readonly length: number;
  readonly byName: ReadonlyMap<string, readonly Field[]>;
}

const indexes = new WeakMap<readonly Field[], FieldIndex>();

/** Finds fields by their last name; of a table with thousands of columns too. */
function fieldsNamed(fields: readonly Field[], name: string): readonly Field[] {
  let index = indexes.get(fields);
  if (index?.length !== fields.length) {
    const byName = new Map<string, Field[]>();
    for (const field of fields) {
      if (field.name === undefined) continue;
      const key = field.name.toLowerCase();
      const same = byName.get(key);
      if (same) same.push(field);
      else byName.set(key, [field]);
    }
    index = { length: fields.length, byName };
    indexes.set(fields, index);
  }
  return index.byName.get(name.toLowerCase()) ?? [];
}

/** Finds the field that a name means, innermost scope first; throws AMBIGUOUS_NAME. */
export function resolveField(scope: Scope, name: readonly string[], position: Position): ResolvedField | undefined {
  let isLocal = true;
  for (let current: Scope | undefined = scope; current; current = current.parent) {
    const matches = matchingFields(current.fields, name);
    if (matches.length > 1)
      throw new LakeError('AMBIGUOUS_NAME', `Column '${name.join('.')}' is ambiguous`, { position });
    if (matches.length === 1) return { field: matches[0]!, scope: current, isLocal };
    // A prefix that is a column here hides what the whole name is further out.
    if (isFieldPath(current.fields, name)) return undefined;
    if (current.isQueryBoundary) isLocal = false;
  }
  return undefined;
}

/** Tells whether a proper prefix of a name is a column, so that the rest names fields of its row. */
const isFieldPath = (fields: readonly Field[], name: readonly string[]): boolean =>
  name.slice(1).some((_, i) => matchingFields(fields, name.slice(0, i + 1)).length > 0);

/** Tells whether a proper prefix of a name is a column of a scope or of one around it. */
export function startsWithColumn(scope: Scope, name: readonly string[]): boolean {
  for (let current: Scope | undefined = scope; current; current = current.parent)
    if (isFieldPath(current.fields, name)) return true;
  return false;
}

/** Finds the query of WITH that a name means, innermost first. */
export function findNamedQuery(scope: Scope | undefined, name: string): NamedRelation | undefined {
  for (let current = scope; current; current = current.parent) {
    const found = current.namedQueries?.get(name.toLowerCase());
    if (found) return found;
  }
  return undefined;
}

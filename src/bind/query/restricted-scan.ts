import type { SelectAccess, TableAccess } from '../../access/table-access.js';
import { LakeError, type Position } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type { RowPolicy, Scan } from '../../plan/logical-plan.js';
import { BOOLEAN } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { constant } from '../expression/literal.js';
import { deniedSelect } from '../hidden-or-missing.js';
import type { TableMetadata } from '../metadata.js';
import type { Field, Scope } from '../scope.js';
import { bindFilterCondition } from './filter-condition.js';

/**
 * Binds the scan of a table of which the principal sees a part: its columns are all that there are, and conditions of its data filters go
 * where no part of the statement comes before them. Throws PERMISSION_DENIED for a table whose rows are hidden but whose name is not.
 */
export function bindRestrictedScan(
  context: BindContext,
  table: TableMetadata,
  access: TableAccess,
  qualifier: readonly string[],
  position: Position,
): BoundRelation {
  const { select } = access;
  if (!select) throw deniedSelect(table, table.reference, position);
  const isWhole = select.columns.length === table.columns.filter(({ hidden }) => !hidden).length;
  const policy = policyOf(context, table, select, position);
  const isRestricted = !isWhole || policy !== undefined;
  const shown = table.columns.filter(({ name, hidden }) => hidden || select.columns.includes(name));
  const fields = shown.map(
    ({ name, type, hidden }): Field => ({ name, qualifier, column: context.column(name, type), hidden }),
  );
  const hidden = isRestricted ? shown.filter((column) => column.hidden) : [];
  const nulls = Object.fromEntries(hidden.map(({ name, type }) => [name, constant(type, null)]));
  const plan: Scan = {
    kind: 'Scan',
    outputs: fields.map(({ column }) => column),
    columns: shown.map(({ name }) => name),
    table: isRestricted ? { ...table.reference, isRestricted, hidesRows: policy !== undefined } : table.reference,
    policy: policy || hidden.length > 0 ? withMasks(policy, nulls) : undefined,
  };
  context.addSource({ ...plan, isView: false, rowFilterApplied: policy !== undefined });
  return { plan, fields };
}

const noPolicy: RowPolicy = { outputs: [], columns: [], condition: undefined, masks: {} };

const withMasks = (policy: RowPolicy | undefined, masks: RowPolicy['masks']): RowPolicy => {
  const base = policy ?? noPolicy;
  return { ...base, masks: { ...base.masks, ...masks } };
};

function policyOf(
  context: BindContext,
  table: TableMetadata,
  { rowFilters, masks }: SelectAccess,
  position: Position,
): RowPolicy | undefined {
  if (!rowFilters && masks.size === 0) return undefined;
  const columns = table.columns.filter(({ hidden }) => !hidden);
  const fields = columns.map(
    ({ name, type }): Field => ({ name, qualifier: undefined, column: context.column(name, type) }),
  );
  const scope: Scope = { fields };
  const any = (conditions: readonly string[]): Expression => {
    const args = conditions.map((text) => bindCondition(context, scope, text, position));
    return args.length === 1 ? args[0]! : { kind: 'or', type: BOOLEAN, args };
  };
  const masked = [...masks].map(([name, conditions]): [string, Expression] => {
    const { column } = fields[columns.findIndex((candidate) => candidate.name === name)]!;
    return [name, { kind: 'case', type: column.type, whens: [{ condition: any(conditions), result: column }] }];
  });
  return {
    outputs: fields.map(({ column }) => column),
    columns: columns.map(({ name }) => name),
    condition: rowFilters && any(rowFilters),
    masks: Object.fromEntries(masked),
  };
}

/** Binds a condition that was checked when its filter was made; that it no longer binds is not the asker's to see. */
function bindCondition(context: BindContext, scope: Scope, text: string, position: Position): Expression {
  try {
    return bindFilterCondition(context, scope, text, position);
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    throw new LakeError('PERMISSION_DENIED', 'Access Denied: A data filter does not fit the table any more', {
      position,
      cause: error,
    });
  }
}

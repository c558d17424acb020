import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference } from '../../plan/expression.js';
import type { SortKey } from '../../plan/logical-plan.js';
import type { PatternOutput, PatternValue } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import { formatExpression } from '../../sql/parse-statement.js';
import { isComparable, isOrderable } from '../../types/comparability.js';
import { typeText } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block } from '../block.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import { qualifiedNameOf } from '../expression/name.js';
import { bindSearch, forbidPatterns } from '../row-pattern/bind-search.js';
import { PatternLabels } from '../row-pattern/pattern-labels.js';
import { PatternColumns } from '../row-pattern/pattern-scope.js';
import { PatternValues } from '../row-pattern/pattern-values.js';
import { type Field, resolveField, type Scope } from '../scope.js';
import { BlockPlan } from './block-plan.js';

const noExclusions = 'Pattern exclusion syntax is not allowed when ALL ROWS PER MATCH WITH UNMATCHED ROWS is specified';

/** Binds MATCH_RECOGNIZE over a bound relation. */
export function bindMatchRecognize(
  context: BindContext,
  node: ast.PatternRecognition,
  enclosing: Scope | undefined,
  relation: BoundRelation,
): BoundRelation {
  const { search, rowsPerMatch } = node;
  const partitionFields = node.partitionBy.map((key) => partitionField(relation, key));
  const order = (node.orderBy ?? []).map((item) => orderKey(relation, item));
  const pattern = search.pattern!;
  const labels = new PatternLabels(pattern, search.subsets);
  const finish = bindSearch(search, labels);
  if (search.mode)
    throw new LakeError(
      'NOT_SUPPORTED',
      `Pattern search modifier: ${search.mode.name} is not allowed in MATCH_RECOGNIZE clause`,
      { position: search.mode.position },
    );
  if (rowsPerMatch === 'ALL WITH UNMATCHED') forbidPatterns(pattern, 'ExcludedPattern', noExclusions);
  // A relation's name is no label: inside only the columns themselves are seen.
  const fields = relation.fields.map(({ name, column, hidden }): Field => ({ name, column, hidden }));
  const shared = new PatternColumns(context, labels, fields);
  const block = new Block(node.position);
  const values = new PatternValues(makeExpressionBinder(context, { fields, parent: enclosing }, block), shared);
  const bound = finish(values);
  const measures = node.measures.map(({ value, name }) => ({ name: name.value, value: values.bind(value) }));
  const isAll = rowsPerMatch?.startsWith('ALL') === true;
  const keyFields = isAll ? [...partitionFields, ...order.map(({ field }) => field)] : partitionFields;
  const keyIds = new Set(keyFields.map(({ column }) => column.id));
  const rest = isAll ? fields.filter(({ column, hidden }) => !hidden && !keyIds.has(column.id)) : [];
  const outputs: {
    readonly name: string | undefined;
    readonly column: ColumnReference;
    readonly value: number | PatternValue;
  }[] = [
    ...keyFields.map(({ name, column }) => passed(context, shared, name, column)),
    ...measures.map(({ name, value }) => ({ name, column: context.column(name, value.body.type), value })),
    ...rest.map(({ name, column }) => passed(context, shared, name, column)),
  ];
  if (outputs.length === 0)
    throw new LakeError('TABLE_HAS_NO_COLUMNS', 'pattern recognition output table has no columns', {
      position: node.position,
    });
  const form: PatternOutput = {
    rows: isAll ? 'all' : 'one',
    showsEmpty: rowsPerMatch !== 'ALL OMIT EMPTY',
    showsUnmatched: rowsPerMatch === 'ALL WITH UNMATCHED',
  };
  const input = new BlockPlan(context, block, relation.plan);
  input.attach(values.expressions);
  return {
    plan: {
      kind: 'MatchRecognize',
      input: input.plan,
      partitionBy: partitionFields.map(({ column }) => column),
      orderBy: order.map(({ key }) => key),
      columns: shared.columns,
      search: bound,
      form,
      outputs: outputs.map(({ column }) => column),
      values: outputs.map(({ value }) => value),
    },
    fields: outputs.map(({ name, column }) => ({ name, column })),
  };
}

function passed(context: BindContext, shared: PatternColumns, name: string | undefined, column: ColumnReference) {
  return { name, column: context.column(name ?? 'column', column.type), value: shared.index(column) };
}

function inputField({ fields }: BoundRelation, key: ast.Expression): Field {
  const name = qualifiedNameOf(key);
  const { position } = key;
  if (!name)
    throw new LakeError('INVALID_COLUMN_REFERENCE', `Expected column reference. Actual: ${formatExpression(key)}`, {
      position,
    });
  const found = resolveField({ fields }, name, position);
  if (found) return found.field;
  throw new LakeError('COLUMN_NOT_FOUND', `Column ${name.join('.')} is not present in the input relation`, {
    position,
  });
}

function partitionField(relation: BoundRelation, key: ast.Expression): Field {
  const field = inputField(relation, key);
  const { type } = field.column;
  if (isComparable(type)) return field;
  throw new LakeError(
    'TYPE_MISMATCH',
    `${typeText(type)} is not comparable, and therefore cannot be used in PARTITION BY`,
    { position: key.position },
  );
}

function orderKey(relation: BoundRelation, item: ast.SortItem): { readonly field: Field; readonly key: SortKey } {
  const field = inputField(relation, item.key);
  const { type } = field.column;
  if (!isOrderable(type))
    throw new LakeError(
      'TYPE_MISMATCH',
      `${typeText(type)} is not orderable, and therefore cannot be used in ORDER BY`,
      {
        position: item.key.position,
      },
    );
  const { isDescending, nulls } = item;
  const key = { expression: field.column, descending: isDescending, nullsFirst: nulls === 'FIRST' };
  return { field, key };
}

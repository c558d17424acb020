import { LakeError } from '../../base/lake-error.js';
import type {
  JsonTableColumn,
  JsonTableOptions,
  JsonTablePart,
  JsonTableRows,
} from '../../functions/scalar/json/json_table.js';
import type { JsonOptions } from '../../functions/scalar/json/json-options.js';
import { checkPath } from '../../functions/scalar/json/path/parse-path.js';
import type { Expression } from '../../plan/expression.js';
import type { LogicalPlan, Unnest } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { arrayType, BIGINT, rowType, type SqlType } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block } from '../block.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import type { ExpressionBinder } from '../expression/expression-binder.js';
import { bindDefault, bindPath, queryOptions, requireOutput, requireScalar, rowOf } from '../expression/json.js';
import { bindType } from '../expression/written-type.js';
import { emptyScope, type Field, type Scope } from '../scope.js';
import { BlockPlan } from './block-plan.js';
import type { LateralScope } from './lateral.js';

type JsonTable = Extract<ast.Relation, { readonly kind: 'JsonTable' }>;
type Column = JsonTable['columns'][number];
type NestedColumns = Extract<Column, { readonly kind: 'nested' }>;
type SpecificPlan = Exclude<NonNullable<JsonTable['plan']>, { readonly kind: 'default' }>;

const oneRow: LogicalPlan = { kind: 'Values', outputs: [], rows: [[]] };
const nameOf = ({ value, delimited }: ast.Identifier): string => (delimited ? value : value.toUpperCase());

/**
 * Binds JSON_TABLE as an UNNEST of `$json_table`, which makes an array of rows. With `left` the input may use the columns of the
 * left side, as in UNNEST.
 */
export function bindJsonTable(
  context: BindContext,
  node: JsonTable,
  enclosing: Scope | undefined,
  left?: LateralScope,
): BoundRelation {
  const block = new Block(node.position);
  const binder = makeExpressionBinder(context, left?.scope ?? enclosing ?? emptyScope, block);
  const plan = new BlockPlan(context, block, left?.plan ?? oneRow);
  const columns = new TableColumns(binder, node);
  const table = columns.rows(node.columns, undefined, columns.specificPlan);
  const options: Omit<JsonTableOptions, keyof JsonOptions> & JsonOptions = { onError: node.onError ?? 'EMPTY', table };
  const args = [...bindPath(binder, node, () => options), rowOf(columns.defaults)];
  const type = arrayType(rowType(columns.outputs));
  const expression: Expression = {
    kind: 'call',
    type,
    name: '$json_table',
    overload: 0,
    args,
    position: node.position,
  };
  plan.attach([expression]);
  const fields = columns.outputs.map(
    ({ name, type: fieldType }): Field => ({ name, column: context.column(name, fieldType) }),
  );
  const items = [{ expression, outputs: fields.map(({ column }) => column) }];
  const unnest: Unnest = { kind: 'Unnest', input: plan.plan, items, ordinality: undefined, outer: false };
  return { plan: unnest, fields };
}

/** Collects the columns of JSON_TABLE, those of nested paths where these stand, and turns its plan into rows within rows. */
class TableColumns {
  readonly outputs: { readonly name: string; readonly type: SqlType }[] = [];
  readonly defaults: Expression[] = [];
  readonly specificPlan: SpecificPlan | undefined;
  readonly #binder: ExpressionBinder;
  readonly #node: JsonTable;
  readonly #names = new Set<string>();
  readonly #isOuter: boolean;
  readonly #siblings: 'UNION' | 'CROSS';

  constructor(binder: ExpressionBinder, node: JsonTable) {
    this.#binder = binder;
    this.#node = node;
    const { plan, path } = node;
    this.specificPlan = plan && plan.kind !== 'default' ? plan : undefined;
    this.#isOuter = plan?.kind !== 'default' || plan.parentChild === 'OUTER';
    this.#siblings = plan?.kind === 'default' ? plan.siblings : 'UNION';
    if (path.pathName) this.#addName(path.pathName);
    else if (this.specificPlan)
      throw this.#missingName('All JSON paths must be named when specific plan is given', path);
  }

  /** Binds the columns of a path. `plan` is the part of a specific plan that names the path. */
  rows(columns: readonly Column[], path: string | undefined, plan: SpecificPlan | undefined): JsonTableRows {
    const nested = new Map<NestedColumns, JsonTableRows>();
    const own: JsonTableColumn[] = [];
    for (const column of columns) {
      if (column.kind === 'nested') nested.set(column, this.#nestedRows(column));
      else own.push(this.#column(column));
    }
    const rows = { kind: 'rows', columns: own, ...(path === undefined ? {} : { path }) } as const;
    if (this.specificPlan) return this.#bySpecificPlan(rows, nested, plan);
    const parts = [...nested.values()];
    if (parts.length === 0) return { ...rows, isOuter: true };
    const part: JsonTablePart = parts.length === 1 ? parts[0]! : { kind: this.#siblings, parts };
    return { ...rows, nested: part, isOuter: this.#isOuter };
  }

  #nestedRows(column: NestedColumns): JsonTableRows {
    const { path, pathName, columns } = column;
    if (pathName) this.#addName(pathName);
    else if (this.#node.plan)
      throw this.#missingName(
        this.specificPlan
          ? 'All JSON paths must be named when specific plan is given'
          : 'All nested JSON paths must be named when default plan is given',
        path,
      );
    checkPath(path.value, [], path.position);
    const plan = this.specificPlan && planOfPath(this.specificPlan, pathName ? nameOf(pathName) : '');
    return this.rows(columns, path.value, plan);
  }

  #bySpecificPlan(
    rows: Omit<JsonTableRows, 'isOuter'>,
    nested: ReadonlyMap<NestedColumns, JsonTableRows>,
    plan: SpecificPlan | undefined,
  ): JsonTableRows {
    const byName = new Map([...nested].map(([column, inner]) => [nameOf(column.pathName!), inner]));
    const child = plan?.kind === 'parent-child' ? plan.child : undefined;
    const used = new Set<string>();
    const partOf = (part: SpecificPlan): JsonTablePart => {
      if (part.kind === 'siblings') return { kind: part.type, parts: part.siblings.map(partOf) };
      const name = nameOf(part.kind === 'leaf' ? part.name : part.parent);
      used.add(name);
      return byName.get(name) ?? { kind: 'rows', columns: [], path: 'lax $', isOuter: true };
    };
    const part = child && partOf(child);
    const missing = [...byName.keys()].filter((name) => !used.has(name));
    if (missing.length > 0 || [...used].some((name) => !byName.has(name)))
      throw new LakeError(
        'INVALID_PLAN',
        `JSON_TABLE plan should contain all JSON paths available at each level of nesting. Paths not included: ${missing.join(', ')}`,
        { position: this.#planPosition() },
      );
    if (!part) return { ...rows, isOuter: true };
    return { ...rows, nested: part, isOuter: plan?.kind === 'parent-child' && plan.type === 'OUTER' };
  }

  #planPosition(): ast.SyntaxNode['position'] {
    const first = (plan: SpecificPlan): ast.Identifier =>
      plan.kind === 'leaf' ? plan.name : plan.kind === 'parent-child' ? plan.parent : first(plan.siblings[0]!);
    return first(this.specificPlan!).position;
  }

  #column(column: Exclude<Column, NestedColumns>): JsonTableColumn {
    const { position } = column;
    this.#addName(column.name);
    const output = this.outputs.length;
    const name = nameOf(column.name);
    if (column.kind === 'ordinality') {
      this.outputs.push({ name, type: BIGINT });
      return { kind: 'ordinality', output };
    }
    const type = bindType(column.type, position);
    const path = column.path?.value ?? `lax $."${name.replaceAll('"', '""')}"`;
    if (column.path) checkPath(path, [], column.path.position);
    this.outputs.push({ name, type });
    const fallback = this.#node.onError === 'ERROR' ? 'ERROR' : 'NULL';
    if (column.kind === 'query') {
      requireOutput(type, position);
      const options = { ...queryOptions(column, position), onError: column.onError ?? fallback };
      return { kind: 'query', output, path, options };
    }
    requireScalar(type, position);
    const defaults = this.defaults.length;
    this.defaults.push(
      bindDefault(this.#binder, column.onEmpty, 'ON EMPTY', type),
      bindDefault(this.#binder, column.onError, 'ON ERROR', type),
    );
    const onEmpty = (column.onEmpty?.kind ?? 'null').toUpperCase();
    const onError = column.onError?.kind.toUpperCase() ?? fallback;
    return { kind: 'value', output, path, onEmpty, onError, defaults };
  }

  #addName(name: ast.Identifier): void {
    if (this.#names.has(nameOf(name)))
      throw new LakeError(
        'DUPLICATE_COLUMN_OR_PATH_NAME',
        'All column and path names in JSON_TABLE invocation must be unique',
        { position: name.position },
      );
    this.#names.add(nameOf(name));
  }

  #missingName(message: string, { position }: ast.SyntaxNode): LakeError {
    return new LakeError('MISSING_PATH_NAME', message, { position });
  }
}

/** Finds the part of a plan whose parent or leaf is the path. */
function planOfPath(plan: SpecificPlan, name: string): SpecificPlan | undefined {
  if (plan.kind === 'leaf') return nameOf(plan.name) === name ? plan : undefined;
  if (plan.kind === 'parent-child') return nameOf(plan.parent) === name ? plan : planOfPath(plan.child, name);
  for (const sibling of plan.siblings) {
    const found = planOfPath(sibling, name);
    if (found) return found;
  }
  return undefined;
}

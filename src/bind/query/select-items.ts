import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import type { ExpressionBinder } from '../expression/expression-binder.js';
import { qualifiedNameOf } from '../expression/name.js';
import { type Field, hasSuffix, resolveField, type Scope } from '../scope.js';

/** One column of a SELECT's result. */
export interface SelectOutput {
  readonly name: string | undefined;
  readonly expression: Expression;
  /** The written expression; absent for a column of `*`. */
  readonly node: ast.Expression | undefined;
  readonly position: ast.SyntaxNode['position'];
}

// Planning and code grow with the columns, and statements may have hundreds of thousands of items.
const outputsMax = 20_000;

/** Binds the items of a SELECT in order. @throws QUERY_REJECTED when there are too many */
export function bindSelectItems(binder: ExpressionBinder, select: ast.Select): readonly SelectOutput[] {
  const outputs: SelectOutput[] = [];
  for (const item of select.items) {
    for (const output of bindItem(binder, item, select)) outputs.push(output);
    if (outputs.length > outputsMax)
      throw new LakeError('QUERY_REJECTED', `A SELECT has more than ${outputsMax} columns`, item);
  }
  return outputs;
}

function bindItem(binder: ExpressionBinder, item: ast.SelectItem, select: ast.Select): readonly SelectOutput[] {
  if (item.kind === 'AllColumns') return bindAllColumns(binder, item, select);
  const { value: node, alias } = item;
  const name = alias?.value ?? qualifiedNameOf(node)?.at(-1);
  return [{ name, expression: binder.bind(node), node, position: node.position }];
}

function bindAllColumns(binder: ExpressionBinder, item: ast.AllColumns, select: ast.Select): SelectOutput[] {
  const { target, position } = item;
  if (!target) {
    const fields = visible(binder.scope.fields);
    if (fields.length === 0)
      throw new LakeError(
        'COLUMN_NOT_FOUND',
        select.from
          ? 'SELECT * not allowed from relation that has no columns'
          : 'SELECT * not allowed in queries without FROM clause',
        { position },
      );
    binder.context.stars?.set(item, fields);
    return fields.map(({ name, column }) => ({ name, expression: column, node: undefined, position }));
  }
  const prefix = qualifiedNameOf(target);
  const fields = prefix && fieldsOfTable(binder.scope, prefix);
  if (fields && !item.aliases) binder.context.stars?.set(item, fields);
  if (fields)
    return withAliases(
      item,
      fields.map(({ name, column }) => ({ name, expression: column })),
    );
  if (prefix && !isFieldPath(binder.scope, prefix, position))
    throw new LakeError('TABLE_NOT_FOUND', `Unable to resolve reference ${prefix.join('.')}`, { position });
  const input = binder.bind(target);
  if (input.type.kind !== 'row')
    throw new LakeError('TYPE_MISMATCH', 'expected expression of type Row', { position: target.position });
  const parts = input.type.fields.map(({ name, type }, index) => ({
    name,
    expression: fieldOf(input, type, index),
  }));
  return withAliases(item, parts);
}

function fieldOf(input: Expression, type: Expression['type'], index: number): Expression {
  return input.kind === 'row' ? input.args[index]! : { kind: 'field', type, input, index };
}

const visible = (fields: readonly Field[]): readonly Field[] => fields.filter(({ hidden }) => !hidden);

/** The fields of the innermost relation that a qualifier names. */
function fieldsOfTable(scope: Scope, prefix: readonly string[]): readonly Field[] | undefined {
  for (let current: Scope | undefined = scope; current; current = current.parent) {
    const fields = visible(current.fields).filter(({ qualifier }) => qualifier && hasSuffix(qualifier, prefix));
    if (fields.length > 0) return fields;
  }
  return undefined;
}

/** Tells whether a name of two and more parts starts with a qualified column or a column and its field. */
const isFieldPath = (scope: Scope, name: readonly string[], position: ast.SyntaxNode['position']): boolean =>
  name.length > 1 && name.some((_, i) => resolveField(scope, name.slice(0, i + 1), position) !== undefined);

function withAliases(
  { aliases, position }: ast.AllColumns,
  columns: readonly { readonly name: string | undefined; readonly expression: Expression }[],
): SelectOutput[] {
  if (aliases && aliases.length !== columns.length)
    throw new LakeError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${aliases.length} entries but relation has ${columns.length} columns`,
      { position: aliases[0]?.position ?? position },
    );
  return columns.map((column, i) => {
    const alias = aliases?.[i];
    const name = alias ? (alias.delimited ? alias.value : alias.value.toUpperCase()) : column.name;
    return { name, expression: column.expression, node: undefined, position };
  });
}

import type * as ast from '../sql/ast.js';

const sortKeys = (items: readonly ast.SortItem[] | undefined): ast.Expression[] => (items ?? []).map(({ key }) => key);

const optional = (...nodes: readonly (ast.Expression | undefined)[]): ast.Expression[] =>
  nodes.filter((node) => node !== undefined);

/** Lists the expressions of a window's own clauses, not those of the window that it refines. */
export function windowChildren(window: ast.Window): ast.Expression[] {
  if (window.kind === 'WindowReference') return [];
  const { start, end } = window.frame ?? {};
  return [...window.partitionBy, ...sortKeys(window.orderBy), ...optional(start?.value, end?.value)];
}

const behaviorChildren = (
  ...behaviors: readonly (ast.JsonValueBehavior<ast.Expression> | undefined)[]
): ast.Expression[] => behaviors.flatMap((behavior) => (behavior?.kind === 'default' ? [behavior.value] : []));

const pathChildren = ({ input, passing }: ast.JsonPathInvocation<ast.Expression>): ast.Expression[] => [
  input.value,
  ...passing.map((parameter) => parameter.input.value),
];

/** Lists the expressions directly inside an expression; those inside its subqueries are not. */
export function childrenOf(node: ast.Expression): readonly ast.Expression[] {
  switch (node.kind) {
    case 'Dereference':
      return [node.base];
    case 'ArithmeticUnary':
    case 'Not':
    case 'IsNull':
    case 'IsNotNull':
    case 'InSubquery':
    case 'QuantifiedComparison':
    case 'Try':
    case 'Cast':
    case 'Extract':
      return [node.value];
    case 'ArithmeticBinary':
    case 'Comparison':
      return [node.left, node.right];
    case 'Logical':
      return node.terms;
    case 'Between':
      return [node.value, node.min, node.max];
    case 'InList':
      return [node.value, ...node.list];
    case 'Like':
      return [node.value, node.pattern, ...optional(node.escape)];
    case 'SimpleCase':
    case 'SearchedCase': {
      const whens = node.whens.flatMap(({ condition, result }) => [condition, result]);
      return [...(node.kind === 'SimpleCase' ? [node.operand] : []), ...whens, ...optional(node.otherwise)];
    }
    case 'If':
      return [node.condition, node.whenTrue, ...optional(node.whenFalse)];
    case 'Coalesce':
      return node.operands;
    case 'NullIf':
      return [node.first, node.second];
    case 'Format':
      return node.arguments;
    case 'AtTimeZone':
      return [node.value, node.zone];
    case 'Trim':
      return [node.value, ...optional(node.character)];
    case 'ArrayConstructor':
      return node.elements;
    case 'RowConstructor':
      return node.fields;
    case 'Subscript':
      return [node.base, node.index];
    case 'Lambda':
      return [node.body];
    case 'FunctionCall': {
      const over = node.over ? windowChildren(node.over) : [];
      return [...node.arguments, ...sortKeys(node.orderBy), ...optional(node.filter), ...over];
    }
    case 'WindowMeasure':
      return windowChildren(node.over);
    case 'ListAggregate':
      return [
        node.value,
        ...sortKeys(node.orderBy),
        ...optional(node.filter),
        ...(node.over ? windowChildren(node.over) : []),
      ];
    case 'Grouping':
      return node.columns;
    default:
      return jsonChildren(node);
  }
}

function jsonChildren(node: ast.Expression): readonly ast.Expression[] {
  switch (node.kind) {
    case 'JsonExists':
    case 'JsonQuery':
      return pathChildren(node.path);
    case 'JsonValue':
      return [...pathChildren(node.path), ...behaviorChildren(node.onEmpty, node.onError)];
    case 'JsonObject':
      return node.members.flatMap(({ key, input }) => [key, input.value]);
    case 'JsonArray':
      return node.elements.map(({ value }) => value);
    default:
      return [];
  }
}

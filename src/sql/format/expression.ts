import type { Expression, FunctionCall, ListAggregate, WhenClause } from '../ast/tree.js';
import { type Formatter, words } from './formatter.js';
import { formatJsonArray, formatJsonExists, formatJsonObject, formatJsonQuery, formatJsonValue } from './json.js';
import { formatIdentifier, formatName, formatString, quoteUnlessPlain } from './names.js';
import { formatOrderBy, formatOver } from './window.js';
import { formatType } from './written-type.js';

type Kind = Expression['kind'];
type Node<K extends Kind> = Extract<Expression, { readonly kind: K }>;
type Formats = { readonly [K in Kind]: (node: Node<K>, format: Formatter) => string };

/** Writes an expression in the form that Trino's messages show: operators in parentheses, one blank between words. */
export function formatExpressionWith(node: Expression, format: Formatter): string {
  return (formats[node.kind] as (node: Expression, format: Formatter) => string)(node, format);
}

const formats: Formats = {
  Identifier: formatIdentifier,
  Dereference: (node, format) => `${tight(node.base, format)}.${formatIdentifier(node.field)}`,
  NullLiteral: () => 'null',
  BooleanLiteral: ({ value }) => String(value),
  StringLiteral: ({ value }) => formatString(value),
  BinaryLiteral: ({ value }) => `X'${Buffer.from(value).toString('hex').toUpperCase()}'`,
  IntegerLiteral: ({ value }) => value.toString(),
  DecimalLiteral: ({ value }) => value,
  DoubleLiteral: ({ value }) => formatDouble(value),
  TypedLiteral: ({ type, value }) => `${quoteUnlessPlain(type)} ${formatString(value)}`,
  IntervalLiteral: ({ value, isNegative, from, to }) =>
    words('INTERVAL', isNegative && '-', formatString(value), from, to && `TO ${to}`),
  Parameter: () => '?',
  ArithmeticUnary: (node, format) => formatUnary(node, format),
  ArithmeticBinary: formatLeftChain,
  Comparison: ({ left, operator, right }, format) => `(${operand(left, format)} ${operator} ${operand(right, format)})`,
  QuantifiedComparison: ({ value, operator, quantifier, query }, format) =>
    `(${operand(value, format)} ${operator} ${quantifier} (${format.query(query)}))`,
  Logical: ({ operator, terms }, format) => `(${terms.map((term) => operand(term, format)).join(` ${operator} `)})`,
  Not: ({ value }, format) => `(NOT ${operand(value, format)})`,
  Between: ({ value, min, max }, format) =>
    `(${operand(value, format)} BETWEEN ${operand(min, format)} AND ${operand(max, format)})`,
  InList: ({ value, list }, format) => `(${operand(value, format)} IN (${listOf(list, format)}))`,
  InSubquery: ({ value, query }, format) => `(${operand(value, format)} IN (${format.query(query)}))`,
  Like: ({ value, pattern, escape: mark }, format) =>
    `(${operand(value, format)} LIKE ${operand(pattern, format)}${mark ? ` ESCAPE ${operand(mark, format)}` : ''})`,
  IsNull: ({ value }, format) => `(${operand(value, format)} IS NULL)`,
  IsNotNull: ({ value }, format) => `(${operand(value, format)} IS NOT NULL)`,
  Exists: ({ query }, format) => `(EXISTS (${format.query(query)}))`,
  ScalarSubquery: ({ query }, format) => `(${format.query(query)})`,
  SimpleCase: ({ operand: value, whens, otherwise }, format) =>
    `(CASE ${format.expression(value)} ${formatWhens(whens, otherwise, format)})`,
  SearchedCase: ({ whens, otherwise }, format) => `(CASE ${formatWhens(whens, otherwise, format)})`,
  If: ({ condition, whenTrue, whenFalse }, format) =>
    `IF(${listOf(whenFalse ? [condition, whenTrue, whenFalse] : [condition, whenTrue], format)})`,
  Coalesce: ({ operands }, format) => `COALESCE(${listOf(operands, format)})`,
  NullIf: ({ first, second }, format) => `NULLIF(${listOf([first, second], format)})`,
  Try: ({ value }, format) => `TRY(${format.expression(value)})`,
  Format: (node, format) => `format(${listOf(node.arguments, format)})`,
  Cast: ({ value, type, isSafe }, format) =>
    `${isSafe ? 'TRY_CAST' : 'CAST'}(${format.expression(value)} AS ${formatType(type)})`,
  Extract: ({ field, value }, format) => `EXTRACT(${field} FROM ${operand(value, format)})`,
  AtTimeZone: ({ value, zone }, format) => `${tight(value, format, true)} AT TIME ZONE ${format.expression(zone)}`,
  Trim: ({ specification, value, character }, format) =>
    `trim(${words(specification, character && operand(character, format), 'FROM', operand(value, format))})`,
  CurrentMoment: ({ name, precision }) => (precision === undefined ? name : `${name}(${precision})`),
  CurrentContext: ({ name }) => name,
  ArrayConstructor: ({ elements }, format) => `ARRAY[${listOf(elements, format)}]`,
  RowConstructor: ({ fields }, format) => `ROW(${listOf(fields, format)})`,
  Subscript: ({ base, index }, format) => `${tight(base, format)}[${operand(index, format)}]`,
  Lambda: ({ parameters, body }, format) =>
    `(${parameters.map(formatIdentifier).join(', ')}) -> ${format.expression(body)}`,
  FunctionCall: formatFunctionCall,
  WindowMeasure: ({ name, over }, format) => formatIdentifier(name) + formatOver(over, format),
  ListAggregate: formatListAggregate,
  Grouping: ({ columns }, format) => `GROUPING(${listOf(columns, format)})`,
  JsonExists: formatJsonExists,
  JsonValue: formatJsonValue,
  JsonQuery: formatJsonQuery,
  JsonObject: formatJsonObject,
  JsonArray: formatJsonArray,
};

function listOf(nodes: readonly Expression[], format: Formatter): string {
  return nodes.map((node) => format.expression(node)).join(', ');
}

/** Writes what an operator applies to: a lambda would take in all that follows. */
function operand(node: Expression, format: Formatter): string {
  const text = format.expression(node);
  return node.kind === 'Lambda' ? `(${text})` : text;
}

const numberKinds = new Set<Kind>(['IntegerLiteral', 'DecimalLiteral', 'DoubleLiteral']);
const looseKinds = new Set<Kind>(['Lambda', 'ArithmeticUnary', 'AtTimeZone']);

/** Writes what a subscript or field applies to: neither a looser operator nor a number, which would take the point. */
function tight(node: Expression, format: Formatter, mayBeNumber = false): string {
  const text = format.expression(node);
  const isChain = node.kind === 'AtTimeZone' && mayBeNumber;
  const needsParentheses = (looseKinds.has(node.kind) && !isChain) || (!mayBeNumber && numberKinds.has(node.kind));
  return needsParentheses ? `(${text})` : text;
}

/** A minus must not become part of a number, nor two of them a comment. */
function formatUnary({ operator, value }: Node<'ArithmeticUnary'>, format: Formatter): string {
  const text = operand(value, format);
  if (numberKinds.has(value.kind)) return text.startsWith('-') ? `${operator} ${text}` : `${operator}(${text})`;
  return value.kind === 'ArithmeticUnary' || text.startsWith('-') ? `${operator} ${text}` : operator + text;
}

/** Sums may have more terms than the call stack has room for. */
function formatLeftChain(node: Node<'ArithmeticBinary'>, format: Formatter): string {
  let first: Expression = node;
  const rest: string[] = [];
  while (first.kind === 'ArithmeticBinary') {
    rest.push(` ${first.operator} ${operand(first.right, format)})`);
    first = first.left;
  }
  return '('.repeat(rest.length) + operand(first, format) + rest.reverse().join('');
}

function formatDouble(value: number): string {
  if (Object.is(value, -0)) return '-0E0';
  return value.toExponential().replace('e+', 'E').replace('e', 'E').replace('Infinity', '1E999');
}

function formatWhens(whens: readonly WhenClause[], otherwise: Expression | undefined, format: Formatter): string {
  return words(
    ...whens.map(({ condition, result }) => `WHEN ${format.expression(condition)} THEN ${format.expression(result)}`),
    otherwise && `ELSE ${format.expression(otherwise)}`,
    'END',
  );
}

function formatFunctionCall(node: FunctionCall, format: Formatter): string {
  if (isConcatenation(node)) return formatConcatenations(node, format);
  const { name, filter, nullTreatment, over, processingMode } = node;
  return (
    (processingMode ? `${processingMode} ` : '') +
    `${formatName(name)}(${formatArguments(node, format)})` +
    formatFilter(filter, format) +
    (nullTreatment ? ` ${nullTreatment} NULLS` : '') +
    formatOver(over, format)
  );
}

type Concatenation = FunctionCall & { readonly arguments: readonly [Expression, Expression] };

function isConcatenation(node: Expression): node is Concatenation {
  return (
    node.kind === 'FunctionCall' &&
    node.name.parts.length === 1 &&
    node.name.parts[0]!.value === 'concat' &&
    node.arguments.length === 2 &&
    !(node.isDistinct || node.orderBy || node.filter || node.nullTreatment || node.over || node.processingMode)
  );
}

/** Chains of `||` may have more members than the call stack has room for. */
function formatConcatenations(node: Concatenation, format: Formatter): string {
  let first: Expression = node;
  const names: string[] = [];
  const rest: string[] = [];
  while (isConcatenation(first)) {
    names.push(`${formatName(first.name)}(`);
    rest.push(`, ${format.expression(first.arguments[1])})`);
    first = first.arguments[0];
  }
  return names.join('') + format.expression(first) + rest.reverse().join('');
}

function formatArguments(node: FunctionCall, format: Formatter): string {
  const { name, label, isDistinct, orderBy } = node;
  const functionName = name.parts.at(-1)!.value.toLowerCase();
  if (label) return `${formatIdentifier(label)}.*`;
  if (node.arguments.length === 0 && functionName === 'count' && !orderBy) return '*';
  const [value, form] = node.arguments;
  // The form is a keyword, not an expression.
  if (functionName === 'normalize' && form?.kind === 'StringLiteral')
    return `${operand(value!, format)}, ${form.value}`;
  return words(isDistinct && 'DISTINCT', listOf(node.arguments, format), formatOrderBy(orderBy, format));
}

function formatFilter(filter: Expression | undefined, format: Formatter): string {
  return filter ? ` FILTER (WHERE ${format.expression(filter)})` : '';
}

function formatListAggregate(node: ListAggregate, format: Formatter): string {
  const { isDistinct, value, separator, overflow, orderBy, filter, over } = node;
  const inside = words(
    isDistinct && 'DISTINCT',
    format.expression(value) + (separator ? `, ${formatString(separator.value)}` : ''),
    overflow && 'ON OVERFLOW TRUNCATE',
    overflow?.filler && formatString(overflow.filler.value),
    overflow && (overflow.withCount ? 'WITH COUNT' : 'WITHOUT COUNT'),
  );
  const order = formatOrderBy(orderBy, format);
  return `LISTAGG(${inside}) WITHIN GROUP (${order})${formatFilter(filter, format)}${formatOver(over, format)}`;
}

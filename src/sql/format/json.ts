import type {
  JsonArray,
  JsonExists,
  JsonFormat,
  JsonInput,
  JsonObject,
  JsonPathInvocation,
  JsonQuery,
  JsonQueryClauses,
  JsonReturning,
  JsonTable,
  JsonTableColumn,
  JsonTablePlan,
  JsonTableSpecificPlan,
  JsonValue,
  JsonValueBehavior,
} from '../ast/json.js';
import type { Expression } from '../ast/tree.js';
import { type Formatter, words } from './formatter.js';
import { formatIdentifier, formatString } from './names.js';
import { formatType } from './written-type.js';

/** Writes JSON_EXISTS. */
export function formatJsonExists({ path, onError }: JsonExists<Expression>, format: Formatter): string {
  return `JSON_EXISTS(${words(formatPath(path, format), onError && `${onError} ON ERROR`)})`;
}

/** Writes JSON_VALUE. */
export function formatJsonValue(node: JsonValue<Expression>, format: Formatter): string {
  const { path, returning, onEmpty, onError } = node;
  const type = returning && `RETURNING ${formatType(returning)}`;
  return `JSON_VALUE(${words(formatPath(path, format), type, formatBehaviors(onEmpty, onError, format))})`;
}

/** Writes JSON_QUERY. */
export function formatJsonQuery(node: JsonQuery<Expression>, format: Formatter): string {
  return `JSON_QUERY(${words(formatPath(node.path, format), formatReturning(node.returning), formatQueryClauses(node))})`;
}

/** Writes JSON_OBJECT. */
export function formatJsonObject(node: JsonObject<Expression>, format: Formatter): string {
  const members = node.members.map(
    ({ key, input }) => `KEY ${format.expression(key)} VALUE ${formatInput(input, format)}`,
  );
  const unique = node.hasUniqueKeys && 'WITH UNIQUE KEYS';
  const onNull = node.onNull && `${node.onNull} ON NULL`;
  return `JSON_OBJECT(${words(members.join(', '), onNull, unique, formatReturning(node.returning))})`;
}

/** Writes JSON_ARRAY. */
export function formatJsonArray(node: JsonArray<Expression>, format: Formatter): string {
  const elements = node.elements.map((input) => formatInput(input, format)).join(', ');
  const onNull = node.onNull && `${node.onNull} ON NULL`;
  return `JSON_ARRAY(${words(elements, onNull, formatReturning(node.returning))})`;
}

/** Writes JSON_TABLE. */
export function formatJsonTable(node: JsonTable<Expression>, format: Formatter): string {
  const parts = words(
    formatPath(node.path, format),
    formatColumns(node.columns, format),
    node.plan && formatPlan(node.plan),
    node.onError && `${node.onError} ON ERROR`,
  );
  return `JSON_TABLE(${parts})`;
}

function formatPath(path: JsonPathInvocation<Expression>, format: Formatter): string {
  const passing = path.passing.map(({ input, name }) => `${formatInput(input, format)} AS ${formatIdentifier(name)}`);
  return words(
    `${formatInput(path.input, format)}, ${formatString(path.path.value)}`,
    path.pathName && `AS ${formatIdentifier(path.pathName)}`,
    passing.length > 0 && `PASSING ${passing.join(', ')}`,
  );
}

function formatInput({ value, format: jsonFormat }: JsonInput<Expression>, format: Formatter): string {
  return words(format.expression(value), formatJsonFormat(jsonFormat));
}

function formatJsonFormat(format: JsonFormat | undefined): string {
  if (!format) return '';
  return format === 'JSON' ? 'FORMAT JSON' : `FORMAT JSON ENCODING ${format}`;
}

function formatReturning(returning: JsonReturning | undefined): string {
  return returning ? words('RETURNING', formatType(returning.type), formatJsonFormat(returning.format)) : '';
}

function formatBehaviors(
  onEmpty: JsonValueBehavior<Expression> | undefined,
  onError: JsonValueBehavior<Expression> | undefined,
  format: Formatter,
): string {
  const behavior = (node: JsonValueBehavior<Expression>): string =>
    node.kind === 'default' ? `DEFAULT ${format.expression(node.value)}` : node.kind.toUpperCase();
  return words(onEmpty && `${behavior(onEmpty)} ON EMPTY`, onError && `${behavior(onError)} ON ERROR`);
}

function formatQueryClauses({ wrapper, quotes, onEmpty, onError }: JsonQueryClauses): string {
  return words(
    wrapper && (wrapper === 'WITHOUT' ? 'WITHOUT ARRAY WRAPPER' : `WITH ${wrapper} ARRAY WRAPPER`),
    quotes && `${quotes} QUOTES`,
    onEmpty && `${onEmpty} ON EMPTY`,
    onError && `${onError} ON ERROR`,
  );
}

function formatColumns(columns: readonly JsonTableColumn<Expression>[], format: Formatter): string {
  return `COLUMNS (${columns.map((column) => formatColumn(column, format)).join(', ')})`;
}

function formatColumn(column: JsonTableColumn<Expression>, format: Formatter): string {
  const path = column.kind !== 'ordinality' && column.path ? formatString(column.path.value) : undefined;
  switch (column.kind) {
    case 'ordinality':
      return `${formatIdentifier(column.name)} FOR ORDINALITY`;
    case 'nested': {
      const name = column.pathName && `AS ${formatIdentifier(column.pathName)}`;
      return words('NESTED PATH', path, name, formatColumns(column.columns, format));
    }
    case 'value': {
      const behaviors = formatBehaviors(column.onEmpty, column.onError, format);
      return words(formatIdentifier(column.name), formatType(column.type), path && `PATH ${path}`, behaviors);
    }
    case 'query': {
      const name = formatIdentifier(column.name);
      const jsonFormat = formatJsonFormat(column.format);
      return words(name, formatType(column.type), jsonFormat, path && `PATH ${path}`, formatQueryClauses(column));
    }
  }
}

function formatPlan(plan: JsonTablePlan): string {
  if (plan.kind === 'default') return `PLAN DEFAULT (${plan.parentChild}, ${plan.siblings})`;
  return `PLAN (${formatSpecificPlan(plan)})`;
}

function formatSpecificPlan(plan: JsonTableSpecificPlan): string {
  const primary = (node: JsonTableSpecificPlan): string =>
    node.kind === 'leaf' ? formatIdentifier(node.name) : `(${formatSpecificPlan(node)})`;
  switch (plan.kind) {
    case 'leaf':
      return formatIdentifier(plan.name);
    case 'parent-child':
      return `${formatIdentifier(plan.parent)} ${plan.type} ${primary(plan.child)}`;
    case 'siblings':
      return plan.siblings.map(primary).join(` ${plan.type} `);
  }
}

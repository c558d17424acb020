import { LakeError, type Position } from '../../base/lake-error.js';
import type { JsonOptions } from '../../functions/scalar/json/json-options.js';
import { checkPath } from '../../functions/scalar/json/path/parse-path.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import { isCastable } from '../../types/castable.js';
import { canCoerce } from '../../types/coercion.js';
import { BOOLEAN, rowType, type SqlType, type TypeKind, typeText, VARCHAR } from '../../types/sql-type.js';
import { nullOf } from './call.js';
import { coerce } from './coerce.js';
import type { BindNode, ExpressionBinder } from './expression-binder.js';
import { constant } from './literal.js';
import { bindType } from './written-type.js';

// The SQL/JSON functions are calls of `$json_exists`, `$json_value`, `$json_query` (input, path, options, row of parameters; for
// `$json_value` also the defaults ON EMPTY and ON ERROR), `$json_object` and `$json_array` (options, row of members).

type Node<K extends ast.Expression['kind']> = Extract<ast.Expression, { readonly kind: K }>;

const scalarKinds: readonly TypeKind[] = [
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'decimal',
  'real',
  'double',
  'varchar',
  'char',
  'date',
  'time',
  'time with time zone',
  'timestamp',
  'timestamp with time zone',
];

const optionsText = (options: JsonOptions): Expression => constant(VARCHAR, JSON.stringify(options));

function jsonCall(name: string, type: SqlType, args: readonly Expression[], { position }: ast.SyntaxNode): Expression {
  return { kind: 'call', type, name, overload: 0, args, position };
}

/** JSON text made by one of these functions is taken as JSON, not as a string. */
const isFormatted = ({ kind }: ast.Expression): boolean =>
  kind === 'JsonObject' || kind === 'JsonArray' || kind === 'JsonQuery';

function bindInput(binder: ExpressionBinder, { value, format }: ast.JsonInput<ast.Expression>): Expression {
  const input = binder.bind(value);
  const encoded = format !== undefined && format !== 'JSON';
  const { kind } = input.type;
  const isReadable = kind === 'unknown' || (kind === 'varchar' && !encoded) || kind === 'varbinary';
  if (!isReadable) {
    const formatting = encoded ? `JSON ENCODING ${format}` : 'JSON';
    const message = `Cannot read input of type ${typeText(input.type)} as JSON using formatting ${formatting}`;
    throw new LakeError('TYPE_MISMATCH', message, { position: value.position });
  }
  return kind === 'varbinary' ? input : coerce(input, VARCHAR);
}

/** A value inside JSON: as JSON where it has a format, else a scalar. */
function bindMember(
  binder: ExpressionBinder,
  input: ast.JsonInput<ast.Expression>,
  unsupported: (type: string, position?: Position) => LakeError,
): { readonly value: Expression; readonly format: string | null } {
  const format = input.format ?? (isFormatted(input.value) ? 'JSON' : undefined);
  if (format) return { value: bindInput(binder, { ...input, format }), format };
  const value = binder.bind(input.value);
  if (value.type.kind === 'unknown') return { value: coerce(value, VARCHAR), format: null };
  if (scalarKinds.includes(value.type.kind)) return { value, format: null };
  if (value.type.kind === 'varbinary') throw unsupported('varbinary', input.value.position);
  if (!isCastable(value.type, VARCHAR)) throw unsupported(typeText(value.type));
  return { value: { kind: 'cast', type: VARCHAR, input: value, safe: false }, format: null };
}

/** Makes a row of expressions without names. */
export const rowOf = (args: readonly Expression[]): Expression => ({
  kind: 'row',
  type: rowType(args.map(({ type }) => ({ type }))),
  args,
});

/** What the functions over paths have in common. */
interface PathNode extends ast.SyntaxNode {
  readonly path: Node<'JsonExists'>['path'];
}

/** Binds what the functions over paths have in common: input, path, options (checked last), row of parameters. */
export function bindPath(binder: ExpressionBinder, node: PathNode, optionsOf: () => JsonOptions): Expression[] {
  const { input, path, passing } = node.path;
  const read = bindInput(binder, input);
  const names = passing.map(({ name }) => (name.delimited ? name.value : name.value.toUpperCase()));
  const members = passing.map((parameter) =>
    bindMember(
      binder,
      parameter.input,
      (type, position = node.position) =>
        new LakeError('NOT_SUPPORTED', `Unsupported type of JSON path parameter: ${type}`, { position }),
    ),
  );
  const repeated = names.findIndex((name, i) => names.indexOf(name) < i);
  if (repeated >= 0)
    throw new LakeError(
      'DUPLICATE_PARAMETER_NAME',
      `${names[repeated]} JSON path parameter is specified more than once`,
      {
        position: passing[repeated]!.name.position,
      },
    );
  checkPath(path.value, names, path.position);
  const all = { ...optionsOf(), format: input.format ?? 'JSON', names, formats: members.map(({ format }) => format) };
  const row = rowOf(members.map(({ value }) => value));
  return [read, constant(VARCHAR, path.value), optionsText(all), row];
}

export const bindJsonExists: BindNode<'JsonExists'> = (binder, node) =>
  jsonCall(
    '$json_exists',
    BOOLEAN,
    bindPath(binder, node, () => ({ onError: node.onError ?? 'FALSE' })),
    node,
  );

/** Checks that a type is one of those that JSON_VALUE gives. */
export function requireScalar(type: SqlType, position: Position): SqlType {
  if (scalarKinds.includes(type.kind)) return type;
  throw new LakeError('TYPE_MISMATCH', `Invalid return type of function JSON_VALUE: ${typeText(type)}`, { position });
}

/** Binds what stands behind DEFAULT; NULL where nothing does. */
export function bindDefault(
  binder: ExpressionBinder,
  behavior: Node<'JsonValue'>['onEmpty'],
  when: 'ON EMPTY' | 'ON ERROR',
  type: SqlType,
): Expression {
  if (behavior?.kind !== 'default') return nullOf(type);
  const value = binder.bind(behavior.value);
  if (canCoerce(value.type, type)) return coerce(value, type);
  const message = `Function JSON_VALUE default ${when} result must evaluate to a ${typeText(type)} (actual: ${typeText(value.type)})`;
  throw new LakeError('TYPE_MISMATCH', message, { position: behavior.value.position });
}

export const bindJsonValue: BindNode<'JsonValue'> = (binder, node) => {
  const { position } = node;
  const onEmpty = node.onEmpty?.kind ?? 'null';
  const onError = node.onError?.kind ?? 'null';
  const path = bindPath(binder, node, () => ({ onEmpty: onEmpty.toUpperCase(), onError: onError.toUpperCase() }));
  const type = requireScalar(node.returning ? bindType(node.returning, position) : VARCHAR, position);
  const defaults = [
    bindDefault(binder, node.onEmpty, 'ON EMPTY', type),
    bindDefault(binder, node.onError, 'ON ERROR', type),
  ];
  return jsonCall('$json_value', type, [...path, ...defaults], node);
};

/** Checks and fills in the clauses of JSON_QUERY. */
export function queryOptions(node: ast.JsonQueryClauses, position: Position): JsonOptions {
  const { wrapper, quotes, onEmpty = 'NULL', onError = 'NULL' } = node;
  if (quotes && wrapper && wrapper !== 'WITHOUT')
    throw new LakeError(
      'INVALID_FUNCTION_ARGUMENT',
      `${quotes} QUOTES behavior specified with WITH ${wrapper} ARRAY WRAPPER behavior`,
      { position },
    );
  return { wrapper: wrapper ?? 'WITHOUT', quotes: quotes ?? 'KEEP', onEmpty, onError };
}

export const bindJsonQuery: BindNode<'JsonQuery'> = (binder, node) =>
  returning(
    jsonCall(
      '$json_query',
      VARCHAR,
      bindPath(binder, node, () => queryOptions(node, node.position)),
      node,
    ),
    node,
  );

export const bindJsonObject: BindNode<'JsonObject'> = (binder, node) => {
  const parts = node.members.flatMap(({ key, input }) => {
    const name = binder.bind(key);
    if (name.type.kind !== 'varchar' && name.type.kind !== 'char')
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid type of JSON object key: ${typeText(name.type)}`, {
        position: key.position,
      });
    return [
      { value: name.type.kind === 'char' ? name : coerce(name, VARCHAR), format: null },
      bindMember(binder, input, unsupportedIn('JSON_OBJECT', node)),
    ];
  });
  const formats = parts.filter((_, i) => i % 2 === 1).map(({ format }) => format);
  if (node.hasUniqueKeys && formats.some((format) => format !== null))
    throw new LakeError(
      'NOT_SUPPORTED',
      'WITH UNIQUE KEYS behavior is not supported for JSON_OBJECT function when input expression has FORMAT',
      { position: node.position },
    );
  const options = {
    formats,
    onNull: node.onNull ?? 'NULL',
    uniqueKeys: node.hasUniqueKeys,
  };
  const row = rowOf(parts.map(({ value }) => value));
  return returning(jsonCall('$json_object', VARCHAR, [optionsText(options), row], node), node);
};

export const bindJsonArray: BindNode<'JsonArray'> = (binder, node) => {
  const parts = node.elements.map((element) => bindMember(binder, element, unsupportedIn('JSON_ARRAY', node)));
  const options = { formats: parts.map(({ format }) => format), onNull: node.onNull ?? 'ABSENT' };
  const row = rowOf(parts.map(({ value }) => value));
  return returning(jsonCall('$json_array', VARCHAR, [optionsText(options), row], node), node);
};

const unsupportedIn =
  (name: string, node: ast.SyntaxNode) =>
  (type: string, position: Position = node.position): LakeError =>
    new LakeError('NOT_SUPPORTED', `Unsupported type of value passed to ${name} function: ${type}`, { position });

/** Converts the text to the type after RETURNING. */
function returning(text: Expression, node: Node<'JsonQuery' | 'JsonObject' | 'JsonArray'>): Expression {
  const { position } = node;
  if (!node.returning) return text;
  const { format = 'JSON' } = node.returning;
  const type = requireOutput(bindType(node.returning.type, position), position, format);
  if (type.kind === 'varbinary')
    return format === 'UTF16' || format === 'UTF32'
      ? jsonCall('$encode_json', type, [text, constant(VARCHAR, format)], node)
      : jsonCall('to_utf8', type, [text], node);
  if (type.kind === 'varchar' && type.length === undefined) return text;
  return { kind: 'cast', type, input: text, safe: false, position };
}

/** Checks that JSON text is given as a type. */
export function requireOutput(type: SqlType, position: Position, format: ast.JsonFormat = 'JSON'): SqlType {
  if (type.kind === 'varbinary' || (format === 'JSON' && (type.kind === 'varchar' || type.kind === 'char')))
    return type;
  const formatting = format === 'JSON' ? 'JSON' : `JSON ENCODING ${format}`;
  throw new LakeError('TYPE_MISMATCH', `Cannot output JSON value as ${typeText(type)} using formatting ${formatting}`, {
    position,
  });
}

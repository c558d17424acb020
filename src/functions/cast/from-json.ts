import { LakeError } from '../../base/lake-error.js';
import { fitsPrecision, parseDecimalAtScale } from '../../types/decimal-value.js';
import { type JsonNode, JsonNumber, jsonText, parseJson } from '../../types/json-node.js';
import { doubleCastText, doubleText } from '../../types/number-text.js';
import { type ParseContext, parseValue } from '../../types/parse-value.js';
import { displayType, type SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { type Conversion, invalidCast } from './conversion.js';
import { mapOfEntries } from './map-entries.js';
import { fitsInteger, integerValue, roundHalfUp } from './to-number.js';

/** Converts JSON text to scalars, arrays, maps and rows; JSON's null is NULL. */
export const fromJson: Conversion = (value, _, to, context) => {
  const text = value as string;
  let duplicate: string | undefined;
  const parsed = parseJson(text, { onDuplicateKey: (key) => (duplicate ??= key) });
  const node = parsed ?? null;
  const isStructure = to.kind === 'array' || to.kind === 'map' || to.kind === 'row';
  if (!isStructure) return scalarOf(node, to, context);
  if (parsed === undefined) throw invalidCast(`Cannot cast to ${displayType(to)}.\n${text}`);
  try {
    return nodeValue(node, to, context);
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    throw invalidCast(`Cannot cast to ${displayType(to)}. ${error.message}\n${text}`);
  }
};

const surrogates = /\\(?:u(D[89AB][\dA-F]{2})\\u(D[C-F][\dA-F]{2})|u(D[89A-F][\dA-F]{2})|.)/g;

/** Inside of structures Trino writes characters beyond the basic plane as they are, and half of one as a question mark. */
const withPlainSurrogates = (json: string): string =>
  json.replace(surrogates, (escaped, high?: string, low?: string, lone?: string) => {
    if (lone !== undefined) return '?';
    if (high === undefined || low === undefined) return escaped;
    return String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
  });

function nodeValue(node: JsonNode, type: SqlType, context: ParseContext): SqlValue {
  switch (type.kind) {
    case 'json':
      return withPlainSurrogates(jsonText(node));
    case 'array': {
      if (node === null) return null;
      if (!Array.isArray(node)) throw invalidCast(`Expected a json array, but got ${tokenOf(node)}`);
      return (node as readonly JsonNode[]).map((element) => nodeValue(element, type.element, context));
    }
    case 'map': {
      if (node === null) return null;
      if (!(node instanceof Map)) throw invalidCast(`Expected a json object, but got ${tokenOf(node)}`);
      const entries = [...(node as ReadonlyMap<string, JsonNode>)].map(
        ([key, item]) => [scalarOf(key, type.key, context), nodeValue(item, type.value, context)] as const,
      );
      return mapOfEntries(entries, type.key, () => invalidCast('Duplicate keys are not allowed'));
    }
    case 'row':
      return rowOf(node, type, context);
    default:
      if (Array.isArray(node) || node instanceof Map)
        throw invalidCast(`Unexpected token when cast to ${displayType(type)}: ${tokenOf(node)}`);
      return scalarOf(node, type, context);
  }
}

function rowOf(node: JsonNode, type: SqlType & { readonly kind: 'row' }, context: ParseContext): SqlValue {
  if (node === null) return null;
  const { fields } = type;
  if (Array.isArray(node)) {
    const items = node as readonly JsonNode[];
    const values = fields.map(({ type: fieldType }, i) => {
      if (i < items.length) return nodeValue(items[i]!, fieldType, context);
      if (fieldType.kind === 'json') throw invalidCast('Expected json array ending, but got null');
      throw invalidCast(`Unexpected token when cast to ${displayType(fieldType)}: ]`);
    });
    if (items.length <= fields.length) return values;
    throw invalidCast(`Expected json array ending, but got ${tokenOf(items[fields.length]!)}`);
  }
  if (!(node instanceof Map)) throw invalidCast(`Expected a json array or object, but got ${tokenOf(node)}`);
  if (fields[0]!.name === undefined)
    throw invalidCast('Cannot cast a JSON object to anonymous row type. Input must be a JSON array.');
  const byName = new Map<string, JsonNode>();
  for (const [key, item] of node as ReadonlyMap<string, JsonNode>) {
    const name = key.toLowerCase();
    if (byName.has(name) && fields.some((field) => field.name?.toLowerCase() === name))
      throw invalidCast(`Duplicate field: ${name}`);
    byName.set(name, item);
  }
  return fields.map(({ name, type: fieldType }) => {
    const item = name === undefined ? undefined : byName.get(name.toLowerCase());
    return item === undefined ? null : nodeValue(item, fieldType, context);
  });
}

function tokenOf(node: JsonNode): string {
  if (Array.isArray(node)) return '[';
  if (node instanceof Map) return '{';
  return typeof node === 'string' ? node : jsonText(node);
}

/** JSON's whole numbers stay whole; other numbers are doubles; strings are read as texts. */
function scalarOf(node: JsonNode, type: SqlType, context: ParseContext): SqlValue {
  if (node === null) return null;
  if (type.kind === 'json') return jsonText(node);
  if (type.kind === 'decimal') return decimalOf(node, type);
  if (Array.isArray(node) || node instanceof Map) throw invalidCast(`Cannot cast '${jsonText(node)}' to ${type.kind}`);
  if (typeof node === 'string') return stringOf(node, type, context);
  if (typeof node === 'boolean') return booleanOf(node, type);
  return numberOf(node as JsonNumber, type);
}

function stringOf(text: string, type: SqlType, context: ParseContext): SqlValue {
  if (type.kind === 'varchar') return fitted(text, type);
  return parseValue(text, type, context);
}

function fitted(text: string, type: SqlType & { readonly kind: 'varchar' }): string {
  if (type.length !== undefined && [...text].length > type.length)
    throw invalidCast(`Value ${text} cannot be represented as varchar(${type.length})`);
  return text;
}

function booleanOf(value: boolean, type: SqlType): SqlValue {
  switch (type.kind) {
    case 'boolean':
      return value;
    case 'bigint':
      return value ? 1n : 0n;
    case 'varchar':
      return fitted(String(value), type);
    default:
      return value ? 1 : 0;
  }
}

function numberOf(number: JsonNumber, type: SqlType): SqlValue {
  const double = Number(number.text);
  switch (type.kind) {
    case 'boolean':
      if (!number.isInteger || fitsInteger(BigInt(number.text), 'bigint')) return double !== 0;
      throw invalidCast(`Cannot cast '${number.text}' to boolean`);
    case 'real':
      return Math.fround(double);
    case 'double':
      return double;
    case 'varchar':
      return fitted(number.isInteger ? number.text : doubleCastText(double), type);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const rounded = number.isInteger ? BigInt(number.text) : wholeOf(roundHalfUp(double));
      if (rounded !== undefined && fitsInteger(rounded, type.kind)) return integerValue(rounded, type.kind);
      const isBigDouble = type.kind === 'bigint' && !number.isInteger;
      if (isBigDouble) throw invalidCast(`Unable to cast ${doubleText(double)} to bigint`);
      if (!number.isInteger) throw invalidCast(`Cannot cast '${doubleText(double)}' to integer`);
      throw invalidCast(`Cannot cast '${number.text}' to ${type.kind}`);
    }
    default:
      throw invalidCast(`Cannot cast '${number.text}' to ${displayType(type)}`);
  }
}

const wholeOf = (value: number): bigint | undefined => (Number.isFinite(value) ? BigInt(value) : undefined);

function decimalOf(node: JsonNode, type: SqlType & { readonly kind: 'decimal' }): SqlValue {
  const text = node instanceof JsonNumber ? node.text : typeof node === 'boolean' ? String(Number(node)) : node;
  const unscaled = typeof text === 'string' ? parseDecimalAtScale(text, type.scale) : undefined;
  const name = `DECIMAL(${type.precision},${type.scale})`;
  if (unscaled === undefined) throw invalidCast(`Cannot cast '${jsonText(node)}' to ${name}`);
  if (!fitsPrecision(unscaled, type.precision)) throw invalidCast(`Cannot cast input json to ${name}`);
  return unscaled;
}

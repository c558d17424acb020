/** The types of columns as Trino's client protocol names them: a text, and the same as a tree. */
import { parseType } from '../../types/parse-type.js';
import type { SqlType } from '../../types/sql-type.js';
import { protocolType } from '../../types/value-text.js';

/** A type as a tree: its name and its parameters. */
export interface TypeSignature {
  readonly rawType: string;
  readonly arguments: readonly TypeArgument[];
}

type TypeArgument =
  | { readonly kind: 'LONG'; readonly value: number }
  | { readonly kind: 'TYPE'; readonly value: TypeSignature }
  | {
      readonly kind: 'NAMED_TYPE';
      readonly value: { readonly fieldName?: { readonly name: string }; readonly typeSignature: TypeSignature };
    };

const unboundedLength = 2_147_483_647;
const long = (value: number): TypeArgument => ({ kind: 'LONG', value });

/** Gives the tree of a type. `isParametric`: the client knows that times and timestamps have a precision. */
export function typeSignature(type: SqlType, isParametric: boolean): TypeSignature {
  const nested = (inner: SqlType): TypeArgument => ({ kind: 'TYPE', value: typeSignature(inner, isParametric) });
  switch (type.kind) {
    case 'decimal':
      return { rawType: 'decimal', arguments: [long(type.precision), long(type.scale)] };
    case 'varchar':
      return { rawType: 'varchar', arguments: [long(type.length ?? unboundedLength)] };
    case 'char':
      return { rawType: 'char', arguments: [long(type.length)] };
    case 'time':
    case 'timestamp':
    case 'time with time zone':
    case 'timestamp with time zone':
      return { rawType: type.kind, arguments: isParametric ? [long(type.precision)] : [] };
    case 'array':
      return { rawType: 'array', arguments: [nested(type.element)] };
    case 'map':
      return { rawType: 'map', arguments: [nested(type.key), nested(type.value)] };
    case 'row':
      return {
        rawType: 'row',
        arguments: type.fields.map(({ name, type: field }) => ({
          kind: 'NAMED_TYPE',
          value: {
            ...(name === undefined ? {} : { fieldName: { name } }),
            typeSignature: typeSignature(field, isParametric),
          },
        })),
      };
    case 'digest':
      return digestSignature(type.name);
    default:
      return { rawType: type.kind, arguments: [] };
  }
}

function digestSignature(name: string): TypeSignature {
  const [, rawType = name, argument] = /^(\w+)\((\w+)\)$/.exec(name) ?? [];
  const parameters = argument === undefined ? [] : [parseType(argument)];
  return { rawType, arguments: parameters.map((type) => ({ kind: 'TYPE', value: typeSignature(type, true) })) };
}

/** Gives the text of a type. */
export function typeName(type: SqlType, isParametric: boolean): string {
  const text = protocolType(type);
  // Names of row fields could look like a precision.
  if (isParametric || !/^(time|array|map|row)/.test(text)) return text;
  return legacyName(type);
}

function legacyName(type: SqlType): string {
  switch (type.kind) {
    case 'time':
    case 'timestamp':
    case 'time with time zone':
    case 'timestamp with time zone':
      return type.kind;
    case 'array':
      return `array(${legacyName(type.element)})`;
    case 'map':
      return `map(${legacyName(type.key)}, ${legacyName(type.value)})`;
    case 'row':
      return protocolType({
        ...type,
        fields: type.fields.map(({ name, type: field }) => ({ name, type: { kind: legacyName(field) } as SqlType })),
      });
    default:
      return protocolType(type);
  }
}

/** Describes a SQL type as far as comparing values of it needs: `kind` is its bare name, `parts` its element types. */
export interface ValueType {
  readonly kind: string;
  readonly parts: readonly ValueType[];
  /** The digits after the point of a decimal; 0 otherwise. */
  readonly scale: number;
}

/** Parses the text of a type as Trino's client protocol writes it, such as `row(a decimal(12, 2), b array(date))`. */
export function parseValueType(text: string): ValueType {
  const trimmed = text.trim().toLowerCase();
  const open = trimmed.indexOf('(');
  if (open < 0) return { kind: trimmed, parts: [], scale: 0 };
  const close = trimmed.lastIndexOf(')');
  const kind = `${trimmed.slice(0, open)}${trimmed.slice(close + 1)}`.trim();
  const parameters = splitAtCommas(trimmed.slice(open + 1, close));
  if (kind === 'decimal') return { kind, parts: [], scale: Number(parameters[1] ?? 0) };
  if (kind === 'array' || kind === 'map') return { kind, parts: parameters.map(parseValueType), scale: 0 };
  if (kind === 'row') return { kind, parts: parameters.map(parseField), scale: 0 };
  return { kind, parts: [], scale: 0 };
}

/** Says whether values of this type are BigInts. */
export function isIntegerKind(kind: string): boolean {
  return integerKinds.has(kind);
}

const integerKinds = new Set(['tinyint', 'smallint', 'integer', 'bigint']);
const fieldOfNamedType =
  /^(boolean|tinyint|smallint|integer|bigint|real|double|decimal|varchar|char|varbinary|json|date|time|timestamp|interval|array|map|row|uuid|ipaddress|unknown)\b/;

function parseField(text: string): ValueType {
  const trimmed = text.trim();
  const name = /^("(?:[^"]|"")*"|\S+)\s+(.*)$/s.exec(trimmed);
  // A field without a name starts with its type; with one, what follows the name is a type.
  if (name && fieldOfNamedType.test(name[2]!)) return parseValueType(name[2]!);
  return parseValueType(trimmed);
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  if (text.trim() !== '') parts.push(text.slice(start));
  return parts;
}

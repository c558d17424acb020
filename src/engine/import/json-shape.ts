import { LakeError } from '../../base/lake-error.js';

/** The Hive type of a JSON value as it is inferred; `unknown`: only nulls so far. */
type JsonType =
  | { readonly kind: 'unknown' | 'boolean' | 'bigint' | 'double' | 'string' }
  | { readonly kind: 'array'; readonly element: JsonType }
  | { readonly kind: 'struct'; readonly fields: ReadonlyMap<string, JsonType> };

/** A column of JSON rows with its type as Hive writes it. */
export interface JsonColumn {
  readonly name: string;
  readonly type: string;
}

const fieldName = /^[\p{L}\p{N}_]+$/u;

/** Infers columns from lines that have an object each. */
export function inferJson(samples: readonly string[]): readonly JsonColumn[] {
  let row: JsonType = { kind: 'struct', fields: new Map() };
  for (const sample of samples)
    for (const line of sample.split('\n')) if (line.trim() !== '') row = wider(row, typeOf(parsed(line)));
  if (row.kind !== 'struct' || row.fields.size === 0) throw notAnObject(samples[0] ?? '');
  return [...row.fields].map(([name, type]) => {
    if (!fieldName.test(name))
      throw new LakeError('NOT_SUPPORTED', `The key ${JSON.stringify(name)} cannot be the name of a column`);
    return { name, type: hiveText(type) };
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) throw notAnObject(line);
    throw error;
  }
}

const notAnObject = (line: string): LakeError =>
  new LakeError('NOT_SUPPORTED', 'Tables of JSON have one object in each line', {
    hint: `A line is ${line.slice(0, 60)}`,
  });

function typeOf(value: unknown): JsonType {
  if (value === null) return { kind: 'unknown' };
  if (typeof value === 'boolean') return { kind: 'boolean' };
  if (typeof value === 'number') return { kind: Number.isSafeInteger(value) ? 'bigint' : 'double' };
  if (typeof value === 'string') return { kind: 'string' };
  if (Array.isArray(value)) return { kind: 'array', element: value.map(typeOf).reduce(wider, { kind: 'unknown' }) };
  const fields = Object.entries(value as object).map(([key, field]) => [key.toLowerCase(), typeOf(field)] as const);
  return { kind: 'struct', fields: new Map(fields) };
}

function wider(a: JsonType, b: JsonType): JsonType {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (a.kind === 'array' && b.kind === 'array') return { kind: 'array', element: wider(a.element, b.element) };
  if (a.kind === 'struct' && b.kind === 'struct') {
    const fields = new Map(a.fields);
    for (const [key, type] of b.fields) fields.set(key, wider(fields.get(key) ?? { kind: 'unknown' }, type));
    return { kind: 'struct', fields };
  }
  if (a.kind === b.kind) return a;
  const isNumber = ({ kind }: JsonType): boolean => kind === 'bigint' || kind === 'double';
  return isNumber(a) && isNumber(b) ? { kind: 'double' } : { kind: 'string' };
}

function hiveText(type: JsonType): string {
  if (type.kind === 'unknown') return 'string';
  if (type.kind === 'array') return `array<${hiveText(type.element)}>`;
  if (type.kind !== 'struct') return type.kind;
  const fields = [...type.fields].map(([name, field]) => `${name}:${hiveText(field)}`);
  return fields.length === 0 ? 'string' : `struct<${fields.join(',')}>`;
}

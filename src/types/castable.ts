import type { SqlType, TypeKind } from './sql-type.js';

const numbers: readonly TypeKind[] = [
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'decimal',
];
const zonedKinds: readonly TypeKind[] = ['time', 'time with time zone', 'timestamp', 'timestamp with time zone'];
const text: readonly TypeKind[] = ['varchar'];

/** Lists what an explicit CAST of each kind of scalar goes to, itself aside; structures follow their parts. */
export const castTargets: Readonly<Partial<Record<TypeKind, readonly TypeKind[]>>> = {
  ...Object.fromEntries(numbers.map((kind) => [kind, [...numbers, 'varchar', 'json']])),
  varchar: [...numbers, ...zonedKinds, 'char', 'varbinary', 'date', 'json', 'uuid', 'ipaddress'],
  char: text,
  varbinary: ['uuid', 'ipaddress'],
  date: ['varchar', 'timestamp', 'timestamp with time zone', 'json'],
  time: ['varchar', ...zonedKinds],
  'time with time zone': ['varchar', ...zonedKinds],
  timestamp: ['varchar', 'date', ...zonedKinds, 'json'],
  'timestamp with time zone': ['varchar', 'date', ...zonedKinds],
  'interval year to month': text,
  'interval day to second': text,
  json: [...numbers, 'varchar'],
  uuid: ['varchar', 'varbinary'],
  digest: ['varbinary'],
  ipaddress: ['varchar', 'varbinary'],
};

/** Kinds that JSON has as the text of an object's key. */
const jsonKeyKinds: readonly TypeKind[] = [...numbers, 'varchar', 'unknown'];

/** Tells whether `CAST(x AS to)` exists for an x of type `from`. */
export function isCastable(from: SqlType, to: SqlType): boolean {
  if (to.kind === 'function' || from.kind === 'function') return false;
  if (from.kind === 'unknown') return true;
  if (to.kind === 'unknown') return false;
  if (isStructure(from) && to.kind === 'json') return isJsonable(from, true);
  if (isStructure(to) && from.kind === 'json') return isJsonable(to, false);
  if (from.kind === 'array' && to.kind === 'array') return isCastable(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return isCastable(from.key, to.key) && isCastable(from.value, to.value);
  if (from.kind === 'row' && to.kind === 'row')
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, i) => isCastable(field.type, to.fields[i]!.type))
    );
  // uuid and ipaddress print to the unbounded varchar alone.
  if ((from.kind === 'uuid' || from.kind === 'ipaddress') && to.kind === 'varchar' && to.length !== undefined)
    return false;
  return from.kind === to.kind || castTargets[from.kind]?.includes(to.kind) === true;
}

const isStructure = (type: SqlType): boolean => type.kind === 'array' || type.kind === 'map' || type.kind === 'row';

function isJsonable(type: SqlType, toJson: boolean): boolean {
  switch (type.kind) {
    case 'array':
      return isJsonable(type.element, toJson);
    case 'map':
      return jsonKeyKinds.includes(type.key.kind) && isJsonable(type.value, toJson);
    case 'row':
      return type.fields.every((field) => isJsonable(field.type, toJson));
    case 'json':
      return true;
    case 'unknown':
      return toJson;
    default:
      return toJson
        ? castTargets[type.kind]?.includes('json') === true
        : castTargets.json?.includes(type.kind) === true;
  }
}

import type { SqlType } from './sql-type.js';

/** Tells whether `=` is defined on a type. */
export function isComparable(type: SqlType): boolean {
  switch (type.kind) {
    case 'array':
      return isComparable(type.element);
    case 'map':
      return isComparable(type.key) && isComparable(type.value);
    case 'row':
      return type.fields.every((field) => isComparable(field.type));
    case 'function':
    case 'digest':
    case 'SphericalGeography':
    case 'KdbTree':
      return false;
    default:
      return true;
  }
}

/** Tells whether `<` and ORDER BY are defined on a type. */
export function isOrderable(type: SqlType): boolean {
  switch (type.kind) {
    case 'array':
      return isOrderable(type.element);
    case 'row':
      return type.fields.every((field) => isOrderable(field.type));
    case 'map':
    case 'json':
    case 'function':
    case 'digest':
    case 'Geometry':
    case 'SphericalGeography':
    case 'BingTile':
    case 'KdbTree':
      return false;
    default:
      return true;
  }
}

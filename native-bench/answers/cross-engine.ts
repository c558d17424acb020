import type { Answer } from '../engines/engine.js';
import { rowDifference, valuesOf } from './compare.js';
import { isClose, type Value } from './value.js';
import { isIntegerKind, parseValueType, type ValueType } from './value-type.js';

/**
 * Returns what is different between the answers of two engines, or undefined. Names of columns and widths of types are
 * each engine's own; numbers are equal within 1e-9 relative (1e-5 where one is real), and a decimal equals whatever
 * rounds to it, because Trino's divisions and averages of decimals keep few digits where DuckDB answers a double.
 */
export function differenceAcross(a: Answer, b: Answer, ordered: boolean): string | undefined {
  if (a.columns.length !== b.columns.length) return `${a.columns.length} columns against ${b.columns.length}`;
  const aTypes = a.columns.map((column) => parseValueType(column.type));
  const bTypes = b.columns.map((column) => parseValueType(column.type));
  return rowDifference(valuesOf(a, aTypes), valuesOf(b, bTypes), ordered, (x, y, column) =>
    isSameAcross(x, y, aTypes[column]!, bTypes[column]!),
  );
}

function isSameAcross(a: Value, b: Value, aType: ValueType, bType: ValueType): boolean {
  if (a === null || b === null) return a === b;
  if (isNumeric(aType) && isNumeric(bType)) return isSameNumber(a, b, aType, bType);
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length &&
      a.every((element, i) => isSameAcross(element, b[i]!, aType.parts[0] ?? aType, bType.parts[0] ?? bType))
    );
  }
  if (aType.kind.startsWith('timestamp')) return withoutZeros(String(a)) === withoutZeros(String(b));
  return a === b || String(a) === String(b);
}

function isSameNumber(a: Value, b: Value, aType: ValueType, bType: ValueType): boolean {
  if (isExact(aType) && isExact(bType) && withoutZeros(String(a)) === withoutZeros(String(b))) return true;
  const x = Number(a);
  const y = Number(b);
  if (isClose(x, y, aType.kind === 'real' || bType.kind === 'real' ? 1e-5 : 1e-9)) {
    return !(isExact(aType) && isExact(bType) && aType.scale === bType.scale);
  }
  const scale = roundedScale(aType, bType);
  return scale !== undefined && Math.abs(x - y) <= 0.5000001 * 10 ** -scale;
}

/** Returns to how many digits one of the two was rounded and the other was not. */
function roundedScale(a: ValueType, b: ValueType): number | undefined {
  if (a.kind === 'decimal' && b.kind === 'decimal') return a.scale === b.scale ? undefined : Math.min(a.scale, b.scale);
  if (a.kind === 'decimal' && !isExact(b)) return a.scale;
  if (b.kind === 'decimal' && !isExact(a)) return b.scale;
  return undefined;
}

function isExact({ kind }: ValueType): boolean {
  return kind === 'decimal' || isIntegerKind(kind);
}

function isNumeric(type: ValueType): boolean {
  return isExact(type) || type.kind === 'double' || type.kind === 'real';
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

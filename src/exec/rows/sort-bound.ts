import type { EmittedValue } from '../../functions/definition.js';
import type { SortKey } from '../../plan/logical-plan.js';
import { type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { emitSortWords, isHostOrdered, type SortLayout, type SortPart } from './sort-key.js';

/**
 * Runs `wanted` for a row that sorts before the stored row at `bound`; 0: for every row. A key is looked at only where those before it are equal; keys
 * whose order is not that of words and bytes, and those behind them, are not compared, so that the row is wanted.
 */
export function emitUnlessBehind(
  e: ExpressionEmitter,
  { keys, sort }: { readonly keys: readonly SortKey[]; readonly sort: SortLayout },
  keyAt: (index: number) => EmittedValue,
  bound: Instruction,
  wanted: () => void,
): void {
  const { code } = e;
  const hostOrdered = keys.findIndex(({ expression }) => isHostOrdered(expression.type));
  const comparable = hostOrdered < 0 ? keys.length : hostOrdered;
  code.block((behind) => {
    code.block((before) => {
      code.branchIf(before, i32.eqz(bound));
      e.scoped(() => {
        for (let index = 0; index < comparable; index++) {
          const value = keyAt(index);
          const parts = sort.parts.slice(sort.partCounts[index], sort.partCounts[index + 1]);
          const words = emitSortWords(e, keys[index]!, value);
          words.forEach((word, part) => {
            const other = e.keep(i64.load(bound, parts[part]!.offset));
            code.branchIf(behind, i64.gtu(word, other));
            code.branchIf(before, i64.ltu(word, other));
          });
          const view = parts[words.length];
          if (!view) continue;
          const order = e.keep(viewOrder(e, value, view, bound));
          code.branchIf(behind, i32.gts(order, i32.const(0)));
          code.branchIf(before, i32.lts(order, i32.const(0)));
        }
        if (comparable === keys.length) code.branch(behind);
      });
    });
    wanted();
  });
}

/** The order of a string and that of the bound when their first bytes agree; NULL has no bytes and is equal to NULL. */
function viewOrder(
  e: ExpressionEmitter,
  { value, isNull }: EmittedValue,
  part: SortPart,
  bound: Instruction,
): Instruction {
  const stored = i32.add(bound, i32.const(part.offset));
  const operands = part.descending ? [stored, value] : [value, stored];
  const order = e.call('string_compare', 'i32', operands);
  if (!isNull) return order;
  const result = e.code.local('i32', i32.const(0));
  e.code.if(i32.eqz(isNull), () => e.code.set(result, order));
  return result.get;
}

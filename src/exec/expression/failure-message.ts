import { protocolText } from '../../types/value-text.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import { readSlot } from '../../vector/slot-value.js';
import type { Failure } from './row-loop.js';

/** Fills `{0}`, `{1}` of a failure's message with the values that the code left at `record`, 16 bytes each. */
export function failureMessage(memory: QueryMemory, failure: Failure, record: number): string {
  const texts = failure.values.map(({ type, layout }, index) => {
    const at = record + 16 * index;
    return protocolText(readSlot(memory, type, layout, layout === 'view' ? memory.view.getUint32(at, true) : at), type);
  });
  return failure.message.replaceAll(/\{(\d)\}/g, (placeholder, digit: string) => texts[Number(digit)] ?? placeholder);
}

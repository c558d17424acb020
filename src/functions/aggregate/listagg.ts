import { LakeError } from '../../base/lake-error.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { AggregateFunction } from '../definition.js';

const outputBytesMax = 1_048_576;

interface Overflow {
  readonly isError: boolean;
  readonly filler: string;
  readonly showsCount: boolean;
}

function joined(texts: readonly string[], separator: string, overflow: Overflow): string {
  const separatorBytes = Buffer.byteLength(separator);
  let bytes = 0;
  for (const [index, text] of texts.entries()) {
    bytes += Buffer.byteLength(text) + (index === 0 ? 0 : separatorBytes);
    if (bytes <= outputBytesMax) continue;
    if (overflow.isError)
      throw new LakeError(
        'EXCEEDED_FUNCTION_MEMORY_LIMIT',
        `Concatenated string has the length in bytes larger than the maximum output length ${outputBytesMax}`,
      );
    const omitted = overflow.showsCount ? `(${texts.length - index})` : '';
    return [...texts.slice(0, index), overflow.filler + omitted].join(separator);
  }
  return texts.join(separator);
}

const textsOf = (rows: readonly (readonly SqlValue[])[]): string[] => rows.map(([text]) => text as string);

export const listagg: AggregateFunction = {
  kind: 'aggregate',
  name: 'listagg',
  summary: 'Joins texts with a separator; ON OVERFLOW says what happens to more than a mebibyte.',
  overloads: [
    {
      args: ['varchar', 'varchar', 'boolean', 'varchar', 'boolean'],
      returns: 'varchar',
      host: (rows) => {
        if (rows.length === 0) return null;
        const [, separator, isError, filler, showsCount] = rows[0]!;
        return joined(textsOf(rows), separator as string, {
          isError: isError as boolean,
          filler: filler as string,
          showsCount: showsCount as boolean,
        });
      },
    },
  ],
};

import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

// Trino's bound on the product of the two lengths.
const workMax = 1_000_000;

const pointsOf = (text: string): number[] => Array.from(text, (point) => point.codePointAt(0)!);

function distance(a: readonly number[], b: readonly number[]): number {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++)
      row.push(Math.min(before[j]! + (a[i] === b[j] ? 0 : 1), before[j + 1]! + 1, row[j]! + 1));
    before = row;
  }
  return before[b.length]!;
}

export const levenshtein_distance: ScalarFunction = {
  kind: 'scalar',
  name: 'levenshtein_distance',
  summary: 'Counts the fewest one-character insertions, deletions and substitutions that turn one string into another.',
  examples: [["levenshtein_distance('kitten', 'sitting')", '3']],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'bigint',
      host([left, right]) {
        const a = pointsOf(left as string);
        const b = pointsOf(right as string);
        if (a.length * (b.length - 1) > workMax)
          throw new LakeError(
            'INVALID_FUNCTION_ARGUMENT',
            `The combined inputs size exceeded max Levenshtein distance combined input size, code points limit: ${workMax}`,
          );
        return BigInt(distance(a, b));
      },
    },
  ],
};

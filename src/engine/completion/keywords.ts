import { expectedTokens } from '../../sql/parse-statement.js';
import { reservedWords } from '../../sql/parser/keywords.js';
import type { Candidate } from './completion.js';

// A text before which the grammar asks for the label alone; the words that fit there begin what the label names.
const placesOfLabels: Readonly<Record<string, string>> = {
  '<expression>': 'SELECT ',
  '<predicate>': 'SELECT 1 FROM t WHERE a ',
  '<query>': '',
};
// Words that could as well be names, so that the grammar does not single them out.
const alsoBegins: Readonly<Record<string, readonly string[]>> = {
  '<expression>': ['ARRAY', 'DATE', 'INTERVAL', 'MAP', 'ROW', 'TIMESTAMP', 'TRY_CAST'],
};
/** Statements of the Hive grammar that begin with words of their own. */
const hiveStarts = ['MSCK REPAIR TABLE', 'OPTIMIZE', 'UNLOAD'];

const known = new Map<string, readonly string[]>();

function wordsOf(label: string): readonly string[] {
  const word = /^'([A-Z_0-9]+)'$/.exec(label)?.[1];
  if (word !== undefined) return [word];
  const before = placesOfLabels[label];
  if (before === undefined) return [];
  let words = known.get(label);
  if (!words) {
    const fitting = reservedWords.filter((reserved) => {
      const text = `${before}${reserved} `;
      return expectedTokens(text, text.length).length > 0;
    });
    words = [...fitting, ...(alsoBegins[label] ?? [])];
    known.set(label, words);
  }
  return words;
}

/** Lists the keywords among what the parser expects. */
export function keywordCandidates(labels: readonly string[], isStart: boolean): readonly Candidate[] {
  const words = new Set(labels.flatMap(wordsOf));
  if (isStart) for (const start of hiveStarts) words.add(start);
  return [...words].sort().map((text) => ({ text, kind: 'keyword', detail: '' }));
}

import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

// Both functions differ only in what they do with a key's second value and in how they quote a bad entry.
function readEntries(text: string, entryDelimiter: string, keyDelimiter: string, quote: string): [string, string][] {
  const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);
  if (entryDelimiter === '') throw invalid('entryDelimiter is empty');
  if (keyDelimiter === '') throw invalid('keyValueDelimiter is empty');
  if (entryDelimiter === keyDelimiter) throw invalid('entryDelimiter and keyValueDelimiter must not be the same');
  if (text === '') return [];
  const entries = text.split(entryDelimiter);
  if (entries.at(-1) === '' && entries.length > 1) entries.pop();
  return entries.map((entry) => {
    const at = entry.indexOf(keyDelimiter);
    if (at < 0 || entry.indexOf(keyDelimiter, at + keyDelimiter.length) >= 0)
      throw invalid(`Key-value delimiter must appear exactly once in each entry. Bad input: ${quote}${entry}${quote}`);
    return [entry.slice(0, at), entry.slice(at + keyDelimiter.length)];
  });
}

export const split_to_map: ScalarFunction = {
  kind: 'scalar',
  name: 'split_to_map',
  summary: 'Makes a map of a string of entries, each a key and a value.',
  examples: [["split_to_map('a=1;b=2', ';', '=')", '{a=1, b=2}']],
  overloads: [
    {
      args: ['varchar', 'varchar', 'varchar'],
      returns: 'map(varchar,varchar)',
      host([text, entryDelimiter, keyDelimiter]) {
        const entries = readEntries(text as string, entryDelimiter as string, keyDelimiter as string, "'");
        const keys = new Set<string>();
        for (const [key] of entries) {
          if (keys.has(key))
            throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Duplicate keys (${key}) are not allowed`);
          keys.add(key);
        }
        return entries;
      },
    },
  ],
};

export const split_to_multimap: ScalarFunction = {
  kind: 'scalar',
  name: 'split_to_multimap',
  summary: 'Makes a map of a string of entries, each a key and a value; a key has all its values.',
  examples: [["split_to_multimap('a=1,b=2,a=3', ',', '=')", '{a=[1, 3], b=[2]}']],
  overloads: [
    {
      args: ['varchar', 'varchar', 'varchar'],
      returns: 'map(varchar,array(varchar))',
      host([text, entryDelimiter, keyDelimiter]) {
        const values = new Map<string, string[]>();
        for (const [key, value] of readEntries(text as string, entryDelimiter as string, keyDelimiter as string, '')) {
          const known = values.get(key);
          if (known) known.push(value);
          else values.set(key, [value]);
        }
        return [...values];
      },
    },
  ],
};

import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';
import { stemEnglish } from './stem/english.js';
import { stemGerman } from './stem/german.js';

const stemmers: Readonly<Record<string, (word: string) => string>> = { en: stemEnglish, de: stemGerman };
// Languages that Trino has a stemmer for.
const known = 'ca da de en es eu fi fr hu hy ir it lt nl no pt ro ru sv tr'.split(' ');

function stem(word: string, language: string): string {
  if (!known.includes(language))
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Unknown stemmer language: ${language}`);
  const stemmer = stemmers[language];
  if (!stemmer) throw new LakeError('NOT_SUPPORTED', `Stemmer language ${language} is not supported yet`);
  return stemmer(word);
}

export const word_stem: ScalarFunction = {
  kind: 'scalar',
  name: 'word_stem',
  summary: 'Gives the stem of a word, in English or the language named: en, de.',
  examples: [
    ["word_stem('running')", 'run'],
    ["word_stem('laufen', 'de')", 'lauf'],
  ],
  overloads: [
    { args: ['varchar(x)'], returns: 'varchar(x)', host: ([word]) => stem(word as string, 'en') },
    {
      args: ['varchar(x)', 'varchar(2)'],
      returns: 'varchar(x)',
      host: ([word, language]) => stem(word as string, language as string),
    },
  ],
};

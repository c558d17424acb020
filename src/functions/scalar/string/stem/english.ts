/** The English stemmer of the Snowball project (Porter2). */
import { regionStart, StemmedWord } from './stemmed-word.js';

const vowels = 'aeiouy';
const exceptions: ReadonlyMap<string, string> = new Map([
  ['skis', 'ski'],
  ['skies', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['idly', 'idl'],
  ['gently', 'gentl'],
  ['ugly', 'ugli'],
  ['early', 'earli'],
  ['only', 'onli'],
  ['singly', 'singl'],
  ...['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'].map((word): [string, string] => [word, word]),
]);
const finished = ['inning', 'outing', 'canning', 'herring', 'earring', 'proceed', 'exceed', 'succeed'];
const prefixes = ['gener', 'commun', 'arsen'];

const step2: Readonly<Record<string, string>> = {
  tional: 'tion',
  enci: 'ence',
  anci: 'ance',
  abli: 'able',
  entli: 'ent',
  izer: 'ize',
  ization: 'ize',
  ational: 'ate',
  ation: 'ate',
  ator: 'ate',
  alism: 'al',
  aliti: 'al',
  alli: 'al',
  fulness: 'ful',
  ousli: 'ous',
  ousness: 'ous',
  iveness: 'ive',
  iviti: 'ive',
  biliti: 'ble',
  bli: 'ble',
  ogi: 'og',
  fulli: 'ful',
  lessli: 'less',
  li: '',
};
const step3: Readonly<Record<string, string>> = {
  tional: 'tion',
  ational: 'ate',
  alize: 'al',
  icate: 'ic',
  iciti: 'ic',
  ical: 'ic',
  ful: '',
  ness: '',
  ative: '',
};
const step4 = 'al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion'.split(' ');

const isVowel = (letter: string): boolean => letter !== '' && vowels.includes(letter);
const hasVowel = (text: string): boolean => [...text].some(isVowel);

/** Finds the stem of an English word. */
export function stemEnglish(original: string): string {
  const exception = exceptions.get(original);
  if (exception !== undefined) return exception;
  if (original.length < 3) return original;
  const text = original
    .replace(/^'/, '')
    .replace(/^y/, 'Y')
    .replace(/([aeiouy])y/g, '$1Y');
  const word = new StemmedWord(text, vowels);
  const prefix = prefixes.find((start) => text.startsWith(start));
  if (prefix) {
    word.r1 = prefix.length;
    word.r2 = regionStart(text, vowels, word.r1);
  }
  removePlural(word);
  if (!finished.includes(word.text)) {
    removePast(word);
    if (/[yY]$/.test(word.text) && word.text.length > 2 && !isVowel(word.before(1))) word.replace(1, 'i');
    replaceByTable(word, step2, (ending) => isFine2(word, ending));
    replaceByTable(word, step3, (ending) => ending !== 'ative' || word.has(ending, word.r2));
    removeLast(word);
  }
  return word.text.replaceAll('Y', 'y');
}

function removePlural(word: StemmedWord): void {
  const possessive = word.ending(["'", "'s", "'s'"]);
  if (possessive) word.replace(possessive.length);
  const ending = word.ending(['sses', 'ied', 'ies', 'us', 'ss', 's']);
  if (ending === 'sses') word.replace(2);
  else if (ending === 'ied' || ending === 'ies') word.replace(3, word.text.length > 4 ? 'i' : 'ie');
  else if (ending === 's' && hasVowel(word.text.slice(0, -2))) word.replace(1);
}

function removePast(word: StemmedWord): void {
  const ending = word.ending(['eed', 'eedly', 'ed', 'edly', 'ing', 'ingly']);
  if (ending === undefined) return;
  if (ending.startsWith('eed')) {
    if (word.has(ending, word.r1)) word.replace(ending.length, 'ee');
    return;
  }
  if (!hasVowel(word.text.slice(0, -ending.length))) return;
  word.replace(ending.length);
  if (/(at|bl|iz)$/.test(word.text)) word.replace(0, 'e');
  else if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(word.text) && !/^[aeo]..$/.test(word.text)) word.replace(1);
  else if (word.text.length <= word.r1 && endsShort(word.text)) word.replace(0, 'e');
}

/** Tells whether a text ends with a short syllable. */
function endsShort(text: string): boolean {
  const [before = '', vowel = '', last = ''] = [text.at(-3), text.at(-2), text.at(-1)];
  if (!isVowel(vowel) || isVowel(last)) return false;
  return text.length === 2 || (text.length > 2 && !isVowel(before) && !'wxY'.includes(last));
}

function isFine2(word: StemmedWord, ending: string): boolean {
  if (ending === 'ogi') return word.before(3) === 'l';
  return ending !== 'li' || (word.before(2) !== '' && 'cdeghkmnrt'.includes(word.before(2)));
}

function replaceByTable(
  word: StemmedWord,
  table: Readonly<Record<string, string>>,
  isFine: (ending: string) => boolean,
): void {
  const ending = word.ending(Object.keys(table));
  if (ending !== undefined && word.has(ending, word.r1) && isFine(ending)) word.replace(ending.length, table[ending]);
}

function removeLast(word: StemmedWord): void {
  const ending = word.ending(step4);
  if (ending !== undefined && word.has(ending, word.r2) && (ending !== 'ion' || /[st]ion$/.test(word.text)))
    word.replace(ending.length);
  if (word.has('e', word.r2) || (word.has('e', word.r1) && !endsShort(word.text.slice(0, -1)))) word.replace(1);
  else if (word.has('l', word.r2) && word.before(1) === 'l') word.replace(1);
}

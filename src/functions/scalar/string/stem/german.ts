/** The German stemmer of the Snowball project. */
import { StemmedWord } from './stemmed-word.js';

const vowels = 'aeiouyäöü';
const sEnding = 'bdfghklmnrt';
const stEnding = 'bdfghklmnt';

/** Finds the stem of a German word. */
export function stemGerman(original: string): string {
  const text = original
    .replaceAll('ß', 'ss')
    .replace(/(?<=[aeiouyäöü])u(?=[aeiouyäöü])/g, 'U')
    .replace(/(?<=[aeiouyäöü])y(?=[aeiouyäöü])/g, 'Y');
  const word = new StemmedWord(text, vowels);
  // Three letters at least stand before R1.
  word.r1 = Math.max(word.r1, Math.min(3, text.length));
  removeInflection(word);
  removeComparison(word);
  removeDerivation(word);
  return word.text
    .replaceAll('U', 'u')
    .replaceAll('Y', 'y')
    .replace(/[äöü]/g, (letter) => ({ ä: 'a', ö: 'o', ü: 'u' })[letter]!);
}

const follows = (word: StemmedWord, count: number, letters: string): boolean =>
  word.before(count) !== '' && letters.includes(word.before(count));

function removeInflection(word: StemmedWord): void {
  const ending = word.ending(['em', 'ern', 'er', 'e', 'en', 'es', 's']);
  if (ending === undefined || !word.has(ending, word.r1)) return;
  if (ending === 's') {
    if (follows(word, 1, sEnding)) word.replace(1);
    return;
  }
  word.replace(ending.length);
  if (['e', 'en', 'es'].includes(ending) && word.has('niss')) word.replace(1);
}

function removeComparison(word: StemmedWord): void {
  const ending = word.ending(['en', 'er', 'est', 'st']);
  if (ending === undefined || !word.has(ending, word.r1)) return;
  if (ending === 'st' && (!follows(word, 2, stEnding) || word.text.length < 6)) return;
  word.replace(ending.length);
}

function removeDerivation(word: StemmedWord): void {
  const ending = word.ending(['end', 'ung', 'ig', 'ik', 'isch', 'lich', 'heit', 'keit']);
  if (ending === undefined || !word.has(ending, word.r2)) return;
  const isAfterE = word.before(ending.length) === 'e';
  if (['ig', 'ik', 'isch'].includes(ending)) {
    if (!isAfterE) word.replace(ending.length);
    return;
  }
  word.replace(ending.length);
  if (ending === 'end' || ending === 'ung') {
    if (word.has('ig', word.r2) && word.before(2) !== 'e') word.replace(2);
  } else if (ending === 'keit') {
    const second = word.ending(['lich', 'ig'], word.r2);
    if (second) word.replace(second.length);
  } else if (word.ending(['er', 'en'], word.r1)) word.replace(2);
}

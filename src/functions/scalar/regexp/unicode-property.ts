import { type CodePointSet, setOf } from './code-point-set.js';

export const asciiDigits = setOf([[48, 57]]);
export const asciiWord = setOf([
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
]);
export const asciiSpace = setOf([
  [9, 13],
  [32, 32],
]);

// What JavaScript calls the properties whose names are not categories or scripts there.
const expressions: Readonly<Record<string, string>> = {
  alnum: '[\\p{Alphabetic}\\p{Nd}]',
  alpha: '\\p{Alphabetic}',
  alphabetic: '\\p{Alphabetic}',
  any: '[^]',
  ascii: '[\\0-\\x7f]',
  assigned: '\\P{Cn}',
  blank: '[\\p{Zs}\\t]',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  graph: '[^\\p{White_Space}\\p{Cc}\\p{Cn}\\p{Cs}]',
  ideographic: '\\p{Ideographic}',
  javalowercase: '\\p{Lowercase}',
  javauppercase: '\\p{Uppercase}',
  lower: '\\p{Lowercase}',
  lowercase: '\\p{Lowercase}',
  print: '[^\\p{Zl}\\p{Zp}\\p{Cc}\\p{Cn}\\p{Cs}]',
  punct: '\\p{P}',
  space: '\\p{White_Space}',
  upper: '\\p{Uppercase}',
  uppercase: '\\p{Uppercase}',
  whitespace: '\\p{White_Space}',
  word: '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]',
  xdigit: '[0-9A-Fa-f]',
  // The long names of the general categories.
  other: '\\p{C}',
  control: '\\p{Cc}',
  format: '\\p{Cf}',
  unassigned: '\\p{Cn}',
  privateuse: '\\p{Co}',
  surrogate: '\\p{Cs}',
  letter: '\\p{L}',
  lowercaseletter: '\\p{Ll}',
  modifierletter: '\\p{Lm}',
  otherletter: '\\p{Lo}',
  titlecaseletter: '\\p{Lt}',
  uppercaseletter: '\\p{Lu}',
  mark: '\\p{M}',
  spacingmark: '\\p{Mc}',
  enclosingmark: '\\p{Me}',
  nonspacingmark: '\\p{Mn}',
  number: '\\p{N}',
  decimalnumber: '\\p{Nd}',
  letternumber: '\\p{Nl}',
  othernumber: '\\p{No}',
  punctuation: '\\p{P}',
  connectorpunctuation: '\\p{Pc}',
  dashpunctuation: '\\p{Pd}',
  closepunctuation: '\\p{Pe}',
  finalpunctuation: '\\p{Pf}',
  initialpunctuation: '\\p{Pi}',
  otherpunctuation: '\\p{Po}',
  openpunctuation: '\\p{Ps}',
  symbol: '\\p{S}',
  currencysymbol: '\\p{Sc}',
  modifiersymbol: '\\p{Sk}',
  mathsymbol: '\\p{Sm}',
  othersymbol: '\\p{So}',
  separator: '\\p{Z}',
  lineseparator: '\\p{Zl}',
  paragraphseparator: '\\p{Zp}',
  spaceseparator: '\\p{Zs}',
};

/** Blocks of Unicode that patterns name, as `In…`. */
const blocks: Readonly<Record<string, readonly [number, number]>> = {
  basiclatin: [0x0, 0x7f],
  latin1supplement: [0x80, 0xff],
  latinextendeda: [0x100, 0x17f],
  latinextendedb: [0x180, 0x24f],
  greekandcoptic: [0x370, 0x3ff],
  greek: [0x370, 0x3ff],
  cyrillic: [0x400, 0x4ff],
  armenian: [0x530, 0x58f],
  hebrew: [0x590, 0x5ff],
  arabic: [0x600, 0x6ff],
  devanagari: [0x900, 0x97f],
  thai: [0xe00, 0xe7f],
  hangul: [0xac00, 0xd7af],
  hangulsyllables: [0xac00, 0xd7af],
  generalpunctuation: [0x2000, 0x206f],
  currencysymbols: [0x20a0, 0x20cf],
  mathematicaloperators: [0x2200, 0x22ff],
  boxdrawing: [0x2500, 0x257f],
  hiragana: [0x3040, 0x309f],
  katakana: [0x30a0, 0x30ff],
  cjksymbolsandpunctuation: [0x3000, 0x303f],
  cjkunifiedideographs: [0x4e00, 0x9fff],
  emoticons: [0x1f600, 0x1f64f],
};

const category = /^(c[cfnos]?|l[lmotu]?|m[cen]?|n[dlo]?|p[cdefios]?|s[ckmo]?|z[lps]?)$/;
const known = new Map<string, CodePointSet | undefined>();
const planeCount = 17;
const planeSize = 0x10000;

/** Collects the code points that one JavaScript expression of one character matches. */
function collect(expression: string): CodePointSet {
  const ranges: [number, number][] = [];
  const runs = new RegExp(`(?:${expression})+`, 'gu');
  for (let plane = 0; plane < planeCount; plane++) {
    const points = Array.from({ length: planeSize }, (_, i) => plane * planeSize + i).filter(
      (point) => point < 0xd800 || point > 0xdfff,
    );
    // One string per run without surrogates, so that places in it are code points.
    const parts = plane === 0 ? [points.slice(0, 0xd800), points.slice(0xd800)] : [points];
    for (const part of parts) {
      const text = String.fromCodePoint(...part.slice(0, 0x8000)) + String.fromCodePoint(...part.slice(0x8000));
      const units = plane === 0 ? 1 : 2;
      for (const { 0: found, index } of text.matchAll(runs))
        ranges.push([part[0]! + index / units, part[0]! + (index + found.length) / units - 1]);
    }
  }
  return setOf(ranges);
}

function expressionOf(name: string): string | undefined {
  if (Object.hasOwn(expressions, name)) return expressions[name];
  const capital = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  if (category.test(name)) return `\\p{${capital}}`;
  return scripts.includes(capital) ? `\\p{Script=${capital}}` : undefined;
}

// Scripts whose names are one word.
const scripts = (
  'Arabic Armenian Balinese Bengali Bopomofo Braille Buginese Cherokee Coptic Cyrillic Devanagari Ethiopic Georgian Glagolitic Gothic Greek ' +
  'Gujarati Gurmukhi Han Hangul Hebrew Hiragana Inherited Common Kannada Katakana Khmer Lao Latin Malayalam Mongolian Myanmar Ogham Oriya ' +
  'Runic Sinhala Syriac Tagalog Tamil Telugu Thaana Thai Tibetan Yi'
).split(' ');

/** Finds the code points that have a property, by the names that Joni knows; undefined for another name. */
export function unicodeProperty(name: string): CodePointSet | undefined {
  const key = name.toLowerCase();
  if (known.has(key)) return known.get(key);
  let set: CodePointSet | undefined;
  const block = key.startsWith('in') ? blocks[key.slice(2)] : undefined;
  const expression = /^[a-z0-9]+$/.test(key) ? expressionOf(key) : undefined;
  if (block) set = setOf([block]);
  else if (expression !== undefined) set = collect(expression);
  known.set(key, set);
  return set;
}

/** Gives the characters of words as `\b` sees them. */
export const wordSet = (): CodePointSet => unicodeProperty('word')!;

const posixNames = 'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' ');

/** Finds what `[:name:]` stands for. */
export const posixClass = (name: string): CodePointSet | undefined =>
  posixNames.includes(name) ? unicodeProperty(name) : undefined;

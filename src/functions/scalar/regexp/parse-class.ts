/** Character classes in Joni's Java syntax: `[a-z[^b]&&\w[:alpha:]]`. */
import {
  type CodePointSet,
  closeOverCase,
  emptySet,
  intersectSets,
  negateSet,
  setOf,
  unionSets,
} from './code-point-set.js';
import { type EscapedPoints, parseEscape } from './parse-escape.js';
import { type PatternReader, patternError } from './pattern-reader.js';
import { posixClass } from './unicode-property.js';

const premature = 'premature end of char-class';

/** Reads a class behind its opening bracket. */
export function parseClass(reader: PatternReader, ignoresCase: boolean): CodePointSet {
  const isNegated = reader.take('^');
  const start = reader.at;
  let all: CodePointSet | undefined;
  let part: CodePointSet = emptySet;
  for (;;) {
    if (reader.isAtEnd) throw patternError(premature);
    // A bracket that comes first is one of the characters, if another closes the class.
    if (reader.next === ']' && (reader.at > start || !reader.points.includes(']', reader.at + 1))) {
      if (reader.at === start) throw patternError('empty char-class');
      break;
    }
    if (reader.take('&&')) {
      all = all ? intersectSets(all, part) : part;
      part = emptySet;
      continue;
    }
    part = unionSets(part, parseMember(reader, ignoresCase));
  }
  reader.at++;
  const exact = all ? intersectSets(all, part) : part;
  const set = ignoresCase ? closeOverCase(exact) : exact;
  return isNegated ? negateSet(set) : set;
}

function parseMember(reader: PatternReader, ignoresCase: boolean): CodePointSet {
  const first = parsePoints(reader, ignoresCase);
  if ('set' in first) return first.set;
  if (reader.next !== '-' || reader.points[reader.at + 1] === ']') return setOf([[first.point, first.point]]);
  if (reader.at + 1 >= reader.points.length) throw patternError(premature);
  // A class behind the hyphen makes it one of the characters.
  if (reader.points[reader.at + 1] === '[') return setOf([[first.point, first.point]]);
  reader.at++;
  const last = parsePoints(reader, ignoresCase);
  if ('set' in last) throw patternError('char-class value at end of range');
  if (last.point < first.point) throw patternError('empty range in char class');
  // A hyphen behind a range says nothing.
  if (reader.next === '-' && reader.points[reader.at + 1] !== ']') reader.at++;
  return setOf([[first.point, last.point]]);
}

function parsePoints(reader: PatternReader, ignoresCase: boolean): EscapedPoints {
  const point = reader.any(premature);
  if (point === '\\') return reader.next === 'b' ? backspace(reader) : parseEscape(reader);
  if (point !== '[') return { point: point.codePointAt(0)! };
  const posix = /^:(\^?)([a-z]{1,20}):\]/.exec(reader.points.slice(reader.at, reader.at + 26).join(''));
  if (!posix) return { set: parseClass(reader, ignoresCase) };
  const set = posixClass(posix[2]!);
  if (!set) throw patternError('invalid POSIX bracket type');
  reader.at += posix[0].length;
  return { set: posix[1] === '^' ? negateSet(set) : set };
}

function backspace(reader: PatternReader): EscapedPoints {
  reader.at++;
  return { point: 8 };
}

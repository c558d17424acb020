import { LakeError } from '../../base/lake-error.js';

const matchedLengthMax = 2048;

/**
 * Makes the test of a regular expression over the first 2,048 characters of a text. Expressions whose search may take time that doubles with
 * each character are refused: those that repeat a group with a repetition or a choice in it, and those that refer back.
 * @throws CONFIGURATION_INVALID
 */
export function boundedPattern(pattern: string): (text: string) => boolean {
  const wrong = (reason: string): LakeError =>
    new LakeError('CONFIGURATION_INVALID', `The pattern ${JSON.stringify(pattern)} ${reason}`);
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'u');
  } catch (error) {
    throw wrong(`is no regular expression: ${(error as Error).message}`);
  }
  if (mayTakeLong(pattern)) throw wrong('repeats what repeats or chooses, or refers back, which may take too long');
  return (text) => expression.test(text.slice(0, matchedLengthMax));
}

/** Looks through a valid expression for repeated groups that can match one text in several ways. */
function mayTakeLong(pattern: string): boolean {
  /** Of each open group: whether it holds a repetition or a choice. */
  const groups = [false];
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    if (/^\\([1-9]|k<)/.test(rest)) return true;
    const [whole] = /^(\\.|\[(\\.|[^\]\\])*\]|\(\?[:=!]|\(\?<[=!]|\(\?<[^>]*>)/su.exec(rest) ?? [];
    if (rest[0] === '(') groups.push(false);
    else if (rest[0] === ')') {
      const isAmbiguous = groups.pop()!;
      if (isAmbiguous && /^\)[*+{]/.test(rest)) return true;
      groups[groups.length - 1] ||= isAmbiguous;
    } else if (!whole && /^[*+{|]/.test(rest)) groups[groups.length - 1] = true;
    at += (whole?.length ?? 1) - 1;
  }
  return false;
}

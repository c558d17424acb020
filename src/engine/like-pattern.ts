/** Makes a regular expression of a LIKE pattern, for the names that SHOW lists. */
export function likeToRegExp(pattern: string, escapeWith: string | undefined): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index++) {
    let character = pattern[index]!;
    if (character === escapeWith && index + 1 < pattern.length) character = pattern[++index]!;
    else if (character === '%') {
      source += '.*';
      continue;
    } else if (character === '_') {
      source += '.';
      continue;
    }
    source += character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  }
  return new RegExp(`^${source}$`, 's');
}

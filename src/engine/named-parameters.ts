import { LakeError } from '../base/lake-error.js';
import { Place, scanToken, skipBlanks } from '../sql/parser/tokenize.js';
import type { NamedParameters, UserParameter } from './parameters.js';

/** A statement whose parameters are `?`s, with their values. */
export interface PlacedParameters {
  readonly text: string;
  readonly parameters: readonly UserParameter[];
}

const nameForm = /:([A-Za-z_]\w*)/y;

/**
 * Puts a `?` in place of each `:name` outside quotes and comments, with blanks after it: positions in the text stay what they are.
 * @throws INVALID_PARAMETER_USAGE for a name without a value, and for a value that no name asks for
 */
export function placedParameters(text: string, values: NamedParameters): PlacedParameters {
  const parameters: UserParameter[] = [];
  const unused = new Set(Object.keys(values));
  let placed = '';
  let copied = 0;
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    nameForm.lastIndex = at;
    const [found, name] = nameForm.exec(text) ?? [];
    if (found === undefined) {
      at = scanToken(text, at).end;
      continue;
    }
    if (!Object.hasOwn(values, name!))
      throw new LakeError('INVALID_PARAMETER_USAGE', `Parameter :${name} has no value`, {
        position: new Place(text).moveTo(at),
        hint: 'A colon that is no parameter, as in JSON_OBJECT, needs a blank after it.',
      });
    parameters.push(values[name!]!);
    unused.delete(name!);
    placed += `${text.slice(copied, at)}${'?'.padEnd(found.length)}`;
    at += found.length;
    copied = at;
  }
  const [extra] = unused;
  if (extra !== undefined) throw new LakeError('INVALID_PARAMETER_USAGE', `The statement has no parameter :${extra}`);
  return { text: placed + text.slice(copied), parameters };
}

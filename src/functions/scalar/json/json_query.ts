import { LakeError } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import type { JsonOptions } from './json-options.js';
import { pathArguments, pathCall } from './json-path-call.js';
import { isArray, isObject, itemText, type PathItem, typedOf } from './path/path-item.js';

const outputError = (message: string): LakeError =>
  new LakeError('JSON_OUTPUT_CONVERSION_ERROR', `conversion from JSON failed: ${message}`);

const answers: Readonly<Record<string, string | null>> = { NULL: null, 'EMPTY ARRAY': '[]', 'EMPTY OBJECT': '{}' };

/** Gives the JSON of the items that `find` finds. */
export function jsonFound(
  find: () => readonly PathItem[],
  options: Pick<JsonOptions, 'wrapper' | 'quotes' | 'onEmpty' | 'onError'>,
): string | null {
  const settle = (behavior: string | undefined, error: LakeError): string | null => {
    if (behavior === 'ERROR') throw error;
    return answers[behavior!]!;
  };
  let items: readonly PathItem[];
  try {
    items = find();
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    return settle(options.onError, error);
  }
  if (items.length === 0) return settle(options.onEmpty, outputError('JSON path found no items'));
  const [first] = items;
  const isStructure = isArray(first!) || isObject(first!);
  const isWrapped =
    options.wrapper === 'UNCONDITIONAL' || (options.wrapper === 'CONDITIONAL' && (items.length > 1 || !isStructure));
  if (items.length > 1 && !isWrapped) return settle(options.onError, outputError('JSON path found multiple items'));
  const text = typedOf(first!)?.value;
  if (!isWrapped && options.quotes === 'OMIT' && typeof text === 'string') return text;
  const texts = items.map(itemText);
  if (texts.includes(undefined))
    return settle(options.onError, outputError('JSON path found an item that cannot be converted to JSON'));
  return isWrapped ? `[${texts.join()}]` : texts[0]!;
}

function host(args: readonly SqlValue[], call: HostCall): SqlValue {
  if (args[0] === null) return null;
  const { options, find } = pathCall(args, call);
  return jsonFound(find, options);
}

/** Implements JSON_QUERY: input, path, options, row of parameters. */
export const json_query: ScalarFunction = {
  kind: 'scalar',
  name: '$json_query',
  hidden: true,
  summary: 'Gives the JSON that an SQL/JSON path finds.',
  examples: [[`json_query('{"a": [1, 2]}', 'lax $.a[*]' WITH WRAPPER)`, '[1,2]']],
  overloads: [{ args: pathArguments, returns: 'varchar', nulls: 'called', host }],
};

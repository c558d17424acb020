import { LakeError } from '../../../base/lake-error.js';
import { type SqlType, sameType, typeText } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { contextOf } from '../../cast/conversion.js';
import { convertValue } from '../../cast/convert.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { pathArguments, pathCall } from './json-path-call.js';
import { isNull, type PathItem, typedOf } from './path/path-item.js';

const resultError = (message: string): LakeError =>
  new LakeError('JSON_VALUE_RESULT_ERROR', `cannot extract SQL scalar from JSON: ${message}`);

/** What to give where there is no scalar. */
export interface ValueBehavior {
  readonly onEmpty?: string | undefined;
  readonly onError?: string | undefined;
  readonly emptyDefault: SqlValue;
  readonly errorDefault: SqlValue;
}

/** Gives the scalar among the items that `find` finds. */
export function scalarFound(
  find: () => readonly PathItem[],
  { onEmpty, onError, emptyDefault, errorDefault }: ValueBehavior,
  call: HostCall,
  returns: SqlType,
): SqlValue {
  const settle = (behavior: string | undefined, fallback: SqlValue, error: () => LakeError): SqlValue => {
    if (behavior === 'ERROR') throw error();
    return behavior === 'DEFAULT' ? fallback : null;
  };
  let items: readonly PathItem[];
  try {
    items = find();
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    return settle(onError, errorDefault, () => error);
  }
  if (items.length === 0) return settle(onEmpty, emptyDefault, () => resultError('JSON path found no items'));
  const failed = (message: string): SqlValue => settle(onError, errorDefault, () => resultError(message));
  if (items.length > 1) return failed('JSON path found multiple items');
  if (isNull(items[0]!)) return null;
  return scalarOf(items[0]!, call, returns, failed);
}

function host(args: readonly SqlValue[], call: HostCall): SqlValue {
  const [input, , , , emptyDefault, errorDefault] = args;
  if (input === null) return null;
  const { options, find } = pathCall(args, call);
  return scalarFound(
    find,
    { onEmpty: options.onEmpty, onError: options.onError, emptyDefault: emptyDefault!, errorDefault: errorDefault! },
    call,
    call.returns,
  );
}

function scalarOf(item: PathItem, call: HostCall, returns: SqlType, failed: (message: string) => SqlValue): SqlValue {
  const typed = typedOf(item);
  if (!typed) return failed('JSON path found an item that cannot be converted to an SQL value');
  const from: SqlType = typed.type.kind === 'varchar' ? { kind: 'varchar' } : typed.type;
  if (sameType(from, returns)) return typed.value;
  const message = `Cannot cast value of type ${typeText(from)} to declared return type of function JSON_VALUE: ${typeText(returns)}`;
  if (!isConvertible(from, returns)) return failed(message);
  try {
    return convertValue(typed.value, from, returns, contextOf(call));
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    return failed(message);
  }
}

const timeKinds: readonly SqlType['kind'][] = [
  'date',
  'time',
  'time with time zone',
  'timestamp',
  'timestamp with time zone',
];

/** Numbers and booleans are no times, nor the other way round. */
function isConvertible(from: SqlType, to: SqlType): boolean {
  const isText = ({ kind }: SqlType): boolean => kind === 'varchar' || kind === 'char';
  return isText(from) || isText(to) || timeKinds.includes(from.kind) === timeKinds.includes(to.kind);
}

/** Implements JSON_VALUE: input, path, options, row of parameters, default ON EMPTY and ON ERROR in the type it returns. */
export const json_value: ScalarFunction = {
  kind: 'scalar',
  name: '$json_value',
  hidden: true,
  summary: 'Gives the scalar that an SQL/JSON path finds.',
  examples: [[`json_value('{"a": 5}', 'lax $.a + 1' RETURNING integer)`, '6']],
  overloads: [{ args: [...pathArguments, 'V', 'V'], returns: 'V', nulls: 'called', host }],
};

import { LakeError } from '../../../base/lake-error.js';
import { isCastable } from '../../../types/castable.js';
import { type SqlType, typeText, VARCHAR } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { castText } from '../../../types/value-text.js';
import type { ReturnType, ScalarFunction } from '../../definition.js';
import { elementsOf, elementType } from './array-types.js';

const returns: ReturnType = ([array], position) => {
  const type = array?.kind === 'array' ? array.element : VARCHAR;
  if (!isCastable(type, VARCHAR))
    throw new LakeError('OPERATOR_NOT_FOUND', `Cannot cast ${typeText(type)} to varchar`, { position });
  return VARCHAR;
};

function elementText(value: SqlValue, type: SqlType): string | null {
  if (type.kind !== 'json') return castText(value, type);
  const parsed: unknown = JSON.parse(value as string);
  return typeof parsed === 'string' ? parsed : parsed === null ? null : (value as string);
}

function join(array: SqlValue, type: SqlType, delimiter: string, replacement: string | undefined): string {
  const texts = elementsOf(array).map((item) => (item === null ? null : elementText(item, type)));
  const shown = replacement === undefined ? texts.filter((text) => text !== null) : texts;
  return shown.map((text) => text ?? replacement).join(delimiter);
}

export const array_join: ScalarFunction = {
  kind: 'scalar',
  name: 'array_join',
  summary: 'Joins the elements as text with a delimiter; NULLs are left out or replaced.',
  examples: [
    ["array_join(ARRAY[1, NULL, 3], ',')", '1,3'],
    ["array_join(ARRAY[1, NULL, 3], ',', '?')", '1,?,3'],
  ],
  overloads: [
    {
      args: ['array(T)', 'varchar'],
      returns,
      host: ([array, delimiter], call) => join(array!, elementType(call), delimiter as string, undefined),
    },
    {
      args: ['array(T)', 'varchar', 'varchar'],
      returns,
      host: ([array, delimiter, replacement], call) =>
        join(array!, elementType(call), delimiter as string, replacement as string),
    },
  ],
};

import type { ScalarFunction } from '../../definition.js';
import { withPadding } from './view-kernel.js';

export const to_utf8: ScalarFunction = {
  kind: 'scalar',
  name: 'to_utf8',
  summary: 'Encodes a string as UTF-8.',
  examples: [["to_hex(to_utf8('é'))", 'C3A9']],
  neverFails: true,
  overloads: ['varchar(x)', 'char(x)'].map((text) => ({
    args: [text],
    returns: 'varbinary',
    emit: (e, [value], { args: [type] }) => withPadding(e, value!, type),
  })),
};

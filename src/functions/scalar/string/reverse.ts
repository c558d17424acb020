import type { ScalarFunction } from '../../definition.js';
import { callViewKernel, viewKernel, withPadding } from './view-kernel.js';

export const reverse: ScalarFunction = {
  kind: 'scalar',
  name: 'reverse',
  summary: 'Puts the code points of a string, or the bytes of a binary, in opposite order.',
  examples: [
    ["reverse('日本a')", 'a本日'],
    ["to_hex(reverse(X'010203'))", '030201'],
  ],
  overloads: [
    { args: ['varchar(x)'], returns: 'varchar(x)', ...viewKernel('string_reverse') },
    {
      args: ['char(x)'],
      returns: 'char(x)',
      emit(e, [value], { args: [type] }) {
        const reversed = callViewKernel(e, 'string_reverse', [withPadding(e, value!, type).value]);
        return callViewKernel(e, 'string_strip_spaces', [reversed.value]);
      },
    },
    { args: ['varbinary'], returns: 'varbinary', ...viewKernel('binary_reverse') },
  ],
};

import type { ScalarFunction } from '../../definition.js';
import { lengthMaxOf, varcharUpTo } from '../string/replace.js';

/** Three characters for each of the four bytes that a code point may take. */
const growthMax = 12;
// What encodeURIComponent leaves and a form does not, and the space, which a form writes as a plus.
const rest = /%20|[!'()~]/g;

export const url_encode: ScalarFunction = {
  kind: 'scalar',
  name: 'url_encode',
  summary: 'Escapes a text for use as the name or value of a parameter in a URL.',
  examples: [["url_encode('a b&é')", 'a+b%26%C3%A9']],
  overloads: [
    {
      args: ['varchar(x)'],
      returns: ([type]) => varcharUpTo(lengthMaxOf(type) * growthMax),
      host: ([text]) =>
        encodeURIComponent(text as string).replace(rest, (found) =>
          found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
        ),
    },
  ],
};

import { i32, i64 } from '../../../wasm/instruction.js';
import type { ScalarFunction } from '../../definition.js';

const address = 'https://example.com:8080/a%20b?x=1&y=%C3%A9#top';

/** Defines a function that gives one part of a URL; `index` is the part's number in kernels/url.ts. */
const definePart = (part: string, index: number, what: string, example: string): ScalarFunction => ({
  kind: 'scalar',
  name: `url_extract_${part}`,
  summary: `Gives the ${what} of a URL; NULL when it is none.`,
  examples: [[`url_extract_${part}('${address}')`, example]],
  overloads: [
    {
      args: ['varchar(x)'],
      returns: 'varchar(x)',
      emit(e, [url]) {
        const slot = e.keep(e.resultSlot());
        const isUrl = e.call('url_extract', 'i32', [url!.value, i32.const(index), slot]);
        return { layout: 'view', value: slot, isNull: e.keep(i32.eqz(isUrl)) };
      },
    },
  ],
});

const url_extract_port: ScalarFunction = {
  kind: 'scalar',
  name: 'url_extract_port',
  summary: 'Gives the port number of a URL; NULL when it has none.',
  examples: [[`url_extract_port('${address}')`, '8080']],
  overloads: [
    {
      args: ['varchar(x)'],
      returns: 'bigint',
      emit(e, [url]) {
        const port = e.keep(e.call('url_extract_port', 'i64', [url!.value]));
        return { layout: 'i64', value: port, isNull: e.keep(i64.lts(port, i64.const(0))) };
      },
    },
  ],
};

const url_extract_parameter: ScalarFunction = {
  kind: 'scalar',
  name: 'url_extract_parameter',
  summary: "Gives the first value of a parameter in a URL's query; NULL when there is none.",
  examples: [[`url_extract_parameter('${address}', 'y')`, 'é']],
  overloads: [
    {
      args: ['varchar(x)', 'varchar(y)'],
      returns: 'varchar(x)',
      emit(e, [url, name]) {
        const slot = e.keep(e.resultSlot());
        const isFound = e.call('url_extract_parameter', 'i32', [url!.value, name!.value, slot]);
        return { layout: 'view', value: slot, isNull: e.keep(i32.eqz(isFound)) };
      },
    },
  ],
};

/** Defines the functions that give a part of a URL. */
export const urlExtracts: readonly ScalarFunction[] = [
  definePart('protocol', 0, 'scheme', 'https'),
  definePart('host', 1, 'host', 'example.com'),
  definePart('path', 2, 'path, decoded,', '/a b'),
  definePart('query', 3, 'query, decoded,', 'x=1&y=é'),
  definePart('fragment', 4, 'fragment, decoded,', 'top'),
  url_extract_port,
  url_extract_parameter,
];

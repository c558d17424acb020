import { textFormat } from './result-format.js';
import { rowObjectText } from './row-object-text.js';

/** One JSON array of objects, one a line. */
export const json = textFormat({
  name: 'json',
  aliases: [],
  mediaTypes: ['application/json'],
  extension: 'json',
  text: (columns) => {
    const object = rowObjectText(columns);
    let before = '[\n';
    return {
      begin: () => '',
      row: (values, types) => {
        const text = before + object(values, types);
        before = ',\n';
        return text;
      },
      end: () => (before === ',\n' ? '\n]\n' : '[]\n'),
    };
  },
});

import { textFormat } from './result-format.js';
import { rowObjectText } from './row-object-text.js';

/** One JSON object a line. */
export const jsonl = textFormat({
  name: 'jsonl',
  aliases: ['ndjson'],
  mediaTypes: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
  extension: 'jsonl',
  text: (columns) => {
    const object = rowObjectText(columns);
    return { begin: () => '', row: (values, types) => `${object(values, types)}\n`, end: () => '' };
  },
});

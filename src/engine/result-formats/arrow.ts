import type { ResultFormat } from './result-format.js';

/** An Arrow IPC stream: what `tableFromIPC` and pyarrow read. */
export const arrow: ResultFormat = {
  name: 'arrow',
  aliases: [],
  mediaTypes: ['application/vnd.apache.arrow.stream'],
  extension: 'arrows',
  write: (result) => result.arrowStream(),
  writeParts: (result) => result.arrowParts(),
};

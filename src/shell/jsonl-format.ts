import { protocolJson } from '../types/value-text.js';
import type { FormatMaker } from './format.js';

/** Prints one JSON object a line. Of columns with one name the last counts, as in the library's row objects. */
export const jsonlFormat: FormatMaker = (columns) => {
  const last = new Map(columns.map(({ name }, index) => [name, index]));
  const keys = [...last].map(([name, index]) => ({ key: `${JSON.stringify(name)}:`, index }));
  return {
    begin: () => '',
    row: (values, types) =>
      `{${keys.map(({ key, index }) => key + protocolJson(values[index]!, types[index]!)).join(',')}}\n`,
    end: () => '',
  };
};

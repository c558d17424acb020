import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall } from '../../definition.js';
import { itemOf, readJson } from './json-input.js';
import { type JsonOptions, optionsOf, remember } from './json-options.js';
import { evaluatePath } from './path/evaluate-path.js';
import { parsePath } from './path/parse-path.js';
import type { PathItem } from './path/path-item.js';

/** Arguments that the functions over paths share: input, path, options, row of parameters. */
export const pathArguments = ['varchar', 'varchar', 'varchar', 'T'] as const;

/** The options of a call and the items that its path finds; `find` throws where the input is no JSON or does not fit the path. */
export interface PathCall {
  readonly options: JsonOptions;
  find(): PathItem[];
}

/** Reads the arguments that the functions over paths share. */
export function pathCall([input, path, optionsText, row]: readonly SqlValue[], call: HostCall): PathCall {
  const options = optionsOf(optionsText as string, call);
  const find = (): PathItem[] => {
    const node = readJson(input!, options.format);
    const rowType = call.args[3];
    const fields = rowType?.kind === 'row' ? rowType.fields : [];
    const values = (row ?? []) as readonly SqlValue[];
    const names = options.names ?? [];
    const parameters = names.map((name, index): [string, PathItem] => {
      const type: SqlType = fields[index]!.type;
      return [name, itemOf(values[index]!, type, options.formats?.[index])];
    });
    const parsed = remember(call, 'path', path as string, parsePath);
    return evaluatePath(parsed, node, new Map(parameters));
  };
  return { options, find };
}

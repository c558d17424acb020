import { type CellType, cellType, widerType } from './cell-type.js';

/** Partition keys that the paths of files tell, in Hive's layout `key=value/`. */
export interface PartitionLayout {
  /** The folder above the partitions. */
  readonly folder: string;
  readonly keys: readonly { readonly name: string; readonly type: CellType }[];
  /** The values of each partition, once. */
  readonly partitions: readonly (readonly string[])[];
}

const step = /^([^=/]+)=([^/]*)$/;

/** Finds the partitions of files; undefined where their paths tell none, or not the same keys. */
export function partitionLayout(paths: readonly string[]): PartitionLayout | undefined {
  const found = paths.map((path) => {
    const steps = path.split('/').slice(0, -1);
    const first = steps.findIndex((name) => step.test(name));
    if (first === -1) return undefined;
    const pairs = steps.slice(first).map((name) => step.exec(name));
    if (pairs.includes(null)) return undefined;
    const names = pairs.map((pair) => pair![1]!.toLowerCase());
    const values = pairs.map((pair) => decodeURIComponent(pair![2]!));
    return { folder: steps.slice(0, first).join('/'), names, values };
  });
  const [model] = found;
  const isSame = (one: (typeof found)[number]): boolean =>
    one?.folder === model?.folder && one?.names.join('/') === model?.names.join('/');
  if (!model || !found.every(isSame)) return undefined;
  const keys = model.names.map((name, index) => {
    const type = found.reduce<CellType>((wide, one) => widerType(wide, keyType(one!.values[index]!)), 'unknown');
    return { name, type: type === 'bigint' || type === 'date' ? type : ('varchar' as const) };
  });
  const partitions = new Map(found.map((one) => [one!.values.join('/'), one!.values]));
  return { folder: model.folder, keys, partitions: [...partitions.values()] };
}

const hiveNull = '__HIVE_DEFAULT_PARTITION__';
const keyType = (value: string): CellType => (value === hiveNull ? 'unknown' : cellType(value));

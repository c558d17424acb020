/**
 * Names of the data files that a lake writes: `<yyyymmdd>_<hhmmss>_<write>_<lake>_<random>.<suffix>`, as Trino's begin with the number of a
 * query, behind `<bucket>_0_` in a bucketed table. The number of the write and the name of the lake tell a reader whether it may see the file.
 */
const pattern = /^\.?(?:\d{6}_0_)?\d{8}_\d{6}_(\d{5,})_([0-9a-f]{8})_[0-9a-f]{16}(?:\.|$)/;

/** Gives what the names of a write's files begin with. */
export function writtenFilePrefix(writeId: number, lakeId: string, startMillis: number): string {
  const [date, time] = new Date(startMillis).toISOString().split('T') as [string, string];
  const clock = `${date.replaceAll('-', '')}_${time.slice(0, 8).replaceAll(':', '')}`;
  return `${clock}_${String(writeId).padStart(5, '0')}_${lakeId}_`;
}

/** Tells which write of the lake a file is of, staged or not; undefined for a file of another's. */
export function writeIdOf(location: string, lakeId: string): number | undefined {
  const match = pattern.exec(location.slice(location.lastIndexOf('/') + 1));
  return match && match[2] === lakeId ? Number(match[1]) : undefined;
}

/** Writes a duration for a person. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  const seconds = ms / 1000;
  if (seconds < 100) return `${seconds.toFixed(2)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  return minutes < 60 ? `${minutes} min ${rest} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Writes a number of rows. */
export const rowsText = (count: number): string =>
  `${count.toLocaleString('en-US').replaceAll(',', count < 10_000 ? '' : ',')} ${count === 1 ? 'row' : 'rows'}`;

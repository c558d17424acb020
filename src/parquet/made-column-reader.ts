import type { Arena } from '../vector/arena.js';
import type { Vector } from '../vector/vector.js';
import type { ColumnReader } from './column-reader.js';

/** Reads a column whose rows are made, not read from the file. `make` gives `count` rows from row `first` of the row group on. */
export class MadeColumnReader implements ColumnReader {
  position = 0;
  readonly #make: (first: number, count: number, arena: Arena) => Vector;

  constructor(make: (first: number, count: number, arena: Arena) => Vector) {
    this.#make = make;
  }

  read(count: number, arena: Arena): Vector {
    this.position += count;
    return this.#make(this.position - count, count, arena);
  }

  readSelected(count: number, _selection: number, _selectedCount: number, arena: Arena): Vector {
    return this.read(count, arena);
  }

  skip(count: number): void {
    this.position += count;
  }

  dictionary(): undefined {
    return undefined;
  }

  close(): void {
    this.position = 0;
  }
}

import { rm } from 'node:fs/promises';
import type { ParquetFile } from '../../parquet/file-metadata.js';
import type { ListedFile } from '../../storage/object-store.js';
import type { TableColumn } from '../../table/table-column.js';

/** Rows that a session has registered, in a file that goes when nobody needs it any more. */
export class RegisteredTable {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly file: ListedFile;
  readonly footer: ParquetFile;
  #holders = 1;

  constructor(name: string, columns: readonly TableColumn[], file: ListedFile, footer: ParquetFile) {
    this.name = name;
    this.columns = columns;
    this.file = file;
    this.footer = footer;
  }

  /** Keeps the file until `release` is called once more. */
  retain(): void {
    this.#holders++;
  }

  /** Lets the file go, when all who retain it do. */
  async release(): Promise<void> {
    if (--this.#holders === 0) await rm(this.file.location, { force: true });
  }
}

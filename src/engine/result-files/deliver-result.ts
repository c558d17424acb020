import type { LakeInside } from '../lake-inside.js';
import type { StatementLife } from '../life/statement-life.js';
import type { QueryResult } from '../query-result.js';
import { DeliveredBatches, type ResultSink } from './delivered-batches.js';
import { placedFile } from './find-result-place.js';
import { ResultFile } from './result-file.js';
import { type ResultLayout, resultLayout } from './result-layout.js';
import { type ResultColumnType, resultMetadata } from './result-metadata.js';
import type { ResultPlace } from './result-place.js';
import { ResultText, type ResultTextForm } from './result-text.js';

/**
 * Writes the result of a statement as Athena does, where its workgroup or session says so: rows while they are read, the rest before this
 * returns. Keeps it for later statements, where they may give it again. Ends the life of the statement when all is written.
 */
export async function deliverResult(
  result: QueryResult,
  life: StatementLife,
  inside: LakeInside,
): Promise<QueryResult> {
  const { resultPlace: place, kind } = life;
  const layout = place && kind && !life.reusedFrom ? resultLayout(kind) : undefined;
  if (place && layout && layout.form === undefined) await writeWithoutRows(result, life, inside, place, layout);
  const sinks = [
    ...(place && layout?.form ? rowSinks(result, life, inside, place, layout, layout.form) : []),
    ...(life.resultKey === undefined ? [] : [storedSink(life.resultKey, result, life, inside)]),
  ];
  if (sinks.length === 0) {
    life.endWithRows();
    return result;
  }
  const passed = result.through((batches) => new DeliveredBatches(batches, sinks));
  life.endWithRows(passed.batches.delivered);
  // Its reader may never come back.
  life.whenOver(() => void passed.batches.abandon());
  return passed.result;
}

/** Gives what writes rows to a file of their own, and their columns beside it. */
function rowSinks(
  result: QueryResult,
  life: StatementLife,
  inside: LakeInside,
  place: ResultPlace,
  layout: ResultLayout,
  form: ResultTextForm,
): readonly ResultSink[] {
  const { folder, extension } = layout;
  const file = placedFile(place, `${folder}${life.queryId}${extension}`, inside);
  const names = result.columns.map(({ name }) => name);
  life.resultLocation = file.location;
  const text = new ResultFile(file.store, file.place, new ResultText(form, names));
  return [text, metadataSink(result, life, inside, place, layout)];
}

const columnsOf = (result: QueryResult): readonly ResultColumnType[] =>
  result.columns.map(({ name }, index) => ({ name, type: result.columnTypes[index]! }));

const storedSink = (key: string, result: QueryResult, life: StatementLife, { results }: LakeInside): ResultSink =>
  results.sink(key, { queryId: life.queryId, columns: columnsOf(result), resultLocation: life.resultLocation });

/** Writes the files of a statement whose rows are none of Athena's. */
async function writeWithoutRows(
  result: QueryResult,
  life: StatementLife,
  inside: LakeInside,
  place: ResultPlace,
  layout: ResultLayout,
): Promise<void> {
  const { folder, extension, hasFile, hasManifest } = layout;
  const name = `${folder}${life.queryId}`;
  const file = placedFile(place, `${name}${extension}`, inside);
  if (hasFile) await file.store.write(file.place, []);
  await metadataSink(result, life, inside, place, layout).finish();
  life.resultLocation = file.location;
  if (!hasManifest || life.writtenFiles.length === 0) return;
  const manifest = placedFile(place, `${name}-manifest.csv`, inside);
  await manifest.store.write(manifest.place, [Buffer.from(life.writtenFiles.map((path) => `${path}\n`).join(''))]);
  life.manifestLocation = manifest.location;
}

/** Gives what writes the metadata when the rows have ended. */
function metadataSink(
  result: QueryResult,
  life: StatementLife,
  inside: LakeInside,
  place: ResultPlace,
  { folder, extension, hasMetadata }: ResultLayout,
): ResultSink {
  const columns = columnsOf(result);
  return {
    async add() {
      // Only the columns matter.
    },
    async finish() {
      if (!hasMetadata) return;
      const file = placedFile(place, `${folder}${life.queryId}${extension}.metadata`, inside);
      await file.store.write(file.place, [resultMetadata(life.queryId, columns)]);
    },
    async abandon() {
      // Nothing is written yet.
    },
  };
}

import type { LakeInside } from '../lake-inside.js';
import type { StatementLife } from '../life/statement-life.js';
import type { QueryResult } from '../query-result.js';
import { DeliveredBatches, type ResultSink } from './delivered-batches.js';
import { placedFile } from './find-result-place.js';
import { ResultFile } from './result-file.js';
import { type ResultLayout, resultLayout } from './result-layout.js';
import { resultMetadata } from './result-metadata.js';
import type { ResultPlace } from './result-place.js';
import { ResultText } from './result-text.js';

/**
 * Writes the result of a statement as Athena does, where its workgroup or session says so: rows while they are read, the rest before this
 * returns. Ends the life of the statement when all is written.
 */
export async function deliverResult(
  result: QueryResult,
  life: StatementLife,
  inside: LakeInside,
): Promise<QueryResult> {
  const { resultPlace: place, kind } = life;
  const layout = place && kind && resultLayout(kind);
  if (!place || !layout) {
    life.endWithRows();
    return result;
  }
  if (layout.form === undefined) {
    await writeWithoutRows(result, life, inside, place, layout);
    life.endWithRows();
    return result;
  }
  const { folder, extension } = layout;
  const file = placedFile(place, `${folder}${life.queryId}${extension}`, inside);
  const names = result.columns.map(({ name }) => name);
  const text = new ResultFile(file.store, file.place, new ResultText(layout.form, names));
  const metadata = metadataSink(result, life, inside, place, layout);
  life.resultLocation = file.location;
  const passed = result.through((batches) => new DeliveredBatches(batches, [text, metadata]));
  life.endWithRows(passed.batches.delivered);
  return passed.result;
}

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
  const columns = result.columns.map(({ name }, index) => ({ name, type: result.columnTypes[index]! }));
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

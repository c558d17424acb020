import type { Serde, StorageDescriptor } from './catalog-entry.js';

/** Names the formats that STORED AS knows. */
export type StorageFormat = 'PARQUET' | 'ORC' | 'AVRO' | 'TEXTFILE' | 'SEQUENCEFILE' | 'RCFILE' | 'ION' | 'JSON';

interface FormatClasses {
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serde: string;
}

const textInput = 'org.apache.hadoop.mapred.TextInputFormat';
const textOutput = 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat';

/** Names the SerDe classes that are spoken of elsewhere. */
export const serdeLibraries = {
  parquet: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  lazySimple: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
  openCsv: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
  openxJson: 'org.openx.data.jsonserde.JsonSerDe',
  hiveJson: 'org.apache.hive.hcatalog.data.JsonSerDe',
  regex: 'org.apache.hadoop.hive.serde2.RegexSerDe',
  orc: 'org.apache.hadoop.hive.ql.io.orc.OrcSerde',
  avro: 'org.apache.hadoop.hive.serde2.avro.AvroSerDe',
} as const;

/** Gives the classes behind each word of STORED AS; JSON is the format of CTAS. */
export const storageFormats: Readonly<Record<StorageFormat, FormatClasses>> = {
  PARQUET: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serde: serdeLibraries.parquet,
  },
  ORC: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat',
    serde: serdeLibraries.orc,
  },
  AVRO: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat',
    serde: serdeLibraries.avro,
  },
  TEXTFILE: { inputFormat: textInput, outputFormat: textOutput, serde: serdeLibraries.lazySimple },
  JSON: { inputFormat: textInput, outputFormat: textOutput, serde: serdeLibraries.hiveJson },
  SEQUENCEFILE: {
    inputFormat: 'org.apache.hadoop.mapred.SequenceFileInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat',
    serde: serdeLibraries.lazySimple,
  },
  RCFILE: {
    inputFormat: 'org.apache.hadoop.hive.ql.io.RCFileInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.RCFileOutputFormat',
    serde: 'org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe',
  },
  ION: {
    inputFormat: 'com.amazon.ionhiveserde.formats.IonInputFormat',
    outputFormat: 'com.amazon.ionhiveserde.formats.IonOutputFormat',
    serde: 'com.amazon.ionhiveserde.IonHiveSerDe',
  },
};

/** Gives the classes of a format as parts of a storage descriptor. */
export function formatDescriptor(
  format: StorageFormat,
  parameters: Serde['parameters'] = { 'serialization.format': '1' },
): Pick<StorageDescriptor, 'inputFormat' | 'outputFormat' | 'serde'> {
  const { inputFormat, outputFormat, serde } = storageFormats[format];
  return { inputFormat, outputFormat, serde: { library: serde, parameters } };
}

#!/usr/bin/env node
import { Command, Option } from 'commander';
import { type Codec, generate } from './generate.js';
import { dataSetNamed, dataSets } from './registry.js';

interface Options {
  scale: number;
  rows: number;
  seed: number;
  codec: Codec;
  threads: number;
  out?: string;
}

const program = new Command('datasets')
  .description('Writes a generated data set as Parquet files and prints their folder.')
  .argument('<name>', dataSets.map((dataSet) => dataSet.name).join(' | '))
  .option('--scale <factor>', 'scale factor of tpch and tpcds', Number, 1)
  .option('--rows <count>', 'rows of hits', Number, 1_000_000)
  .option('--seed <number>', 'seed of every pseudo-random value', Number, 1)
  .addOption(new Option('--codec <codec>', 'compression').choices(['zstd', 'snappy']).default('zstd'))
  .option('--threads <count>', 'threads of the generator', Number, 2)
  .option('--out <folder>', 'folder of the files (default: under .cache)')
  .action(async (name: string, options: Options) => {
    console.log(await generate(dataSetNamed(name), options));
  });
await program.parseAsync();

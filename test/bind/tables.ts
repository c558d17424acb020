import type { Metadata } from '../../src/bind/metadata.js';
import { makeMetadata } from './probe-metadata.js';

/** TPC-H's two smallest tables, as the recorded statements know them. */
export const tpchMetadata: Metadata = makeMetadata(
  {
    nation: {
      columns: [
        ['n_nationkey', 'bigint'],
        ['n_name', 'varchar(25)'],
        ['n_regionkey', 'bigint'],
        ['n_comment', 'varchar(152)'],
      ],
    },
    region: {
      columns: [
        ['r_regionkey', 'bigint'],
        ['r_name', 'varchar(25)'],
        ['r_comment', 'varchar(152)'],
      ],
    },
  },
  { catalog: 'tpch', schema: 'tiny', otherCatalogs: ['memory'] },
);

/** A schema to be in. */
export const tpchHome = { catalog: 'tpch', schema: 'tiny' };

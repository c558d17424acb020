import type { LakeInside } from '../lake-inside.js';

/** Something that a check found. `wrong` is a defect; `notable` is worth knowing. */
export interface Finding {
  readonly severity: 'wrong' | 'notable';
  /** What it is about: a table, a file, a grant. */
  readonly subject: string;
  readonly message: string;
}

/** Defines a check of a lake. One file exports one definition, and registry.ts lists it. */
export interface LakeCheck {
  readonly name: string;
  /** Says what is looked at. */
  readonly summary: string;
  /** `integrity`: whether the lake is whole; `advice`: whether it is set up well. */
  readonly kind: 'integrity' | 'advice';
  run(inside: LakeInside, options: CheckOptions): AsyncIterable<Finding> | Iterable<Finding>;
}

/** How thoroughly a lake is checked. */
export interface CheckOptions {
  /** Also read every page of Parquet files and compare its checksum: takes as long as reading all data. Default false. */
  readonly pages?: boolean;
}

/** What a check found, when it is done. */
export interface CheckResult {
  readonly name: string;
  readonly summary: string;
  readonly findings: readonly Finding[];
}

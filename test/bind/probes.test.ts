import { afterAll, describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { verifyPlan } from '../../src/plan/verify-plan.js';
import { protocolType } from '../../src/types/value-text.js';
import { type Probe, readProbes, readProbeTables } from '../probes/probe.js';
import { sharedPath } from '../reference-folder.js';
import { bindText, makeMetadata, missingFunction } from './probe-metadata.js';

// Binds every recorded probe without running it: names and types of the columns must be right, and errors that Trino
// gives a place must have that name and place. Other errors come at run time.
//   PROBES_AREA=casts,like   only these areas
//   PROBES_SHOW=1            print every wrong answer

const folder = sharedPath('probes');
const areas = folder === undefined ? new Map<string, Probe[]>() : readProbes(folder);
const wantedAreas = process.env.PROBES_AREA?.split(',');

/** Answers that may be wrong: row patterns and JSON_TABLE are not bound yet; a subquery that Trino refuses is. */
const wrongMax: Record<string, number> = {
  match_recognize: 22,
  json: 2,
  subquery: 1,
};

describe.skipIf(folder === undefined)('binding the recorded probes', () => {
  const metadata = makeMetadata(folder === undefined ? {} : readProbeTables(folder));
  const summary: string[] = [];

  afterAll(() => console.log(summary.join('\n')));

  for (const [area, probes] of areas)
    test.skipIf(wantedAreas && !wantedAreas.includes(area))(area, () => {
      const waiting = new Set<string>();
      let waitingCount = 0;
      const wrong = probes.flatMap((probe) => {
        const [wanted, found] = [wantedOf(probe), foundOf(probe)];
        if (isRight(wanted, found)) return [];
        const missing = missingFunction(found);
        if (missing === undefined) return [`${probe.id} ${probe.sql}\n    wanted ${wanted}\n    found  ${found}`];
        waiting.add(missing);
        waitingCount++;
        return [];
      });
      const rightCount = probes.length - wrong.length - waitingCount;
      const waits = waitingCount === 0 ? '' : `, ${waitingCount} wait for ${[...waiting].join(' ')}`;
      summary.push(`${area.padEnd(16)} ${rightCount} of ${probes.length}${waits}`);
      if (process.env.PROBES_SHOW) console.log(wrong.join('\n'));
      expect(wrong.length, wrong.slice(0, 3).join('\n')).toBeLessThanOrEqual(wrongMax[area] ?? 0);
    });

  const wantedOf = ({ columns, error }: Probe): string => {
    if (!error) return columnsText(columns!);
    return error.line === undefined ? `${error.name} some time` : `${error.name} ${error.line}:${error.column}`;
  };
  const columnsText = (columns: readonly (readonly [string, string])[]): string =>
    columns.map(([name, type]) => `${name} ${type.toLowerCase()}`).join(', ');
  const foundOf = ({ sql }: Probe): string => {
    try {
      const bound = bindText(sql, metadata);
      if (bound.kind !== 'query') return bound.kind;
      verifyPlan(bound.query);
      return columnsText(bound.query.columns.map(({ name, type }) => [name, protocolType(type)]));
    } catch (error) {
      if (!(error instanceof LakeError)) return String((error as Error).stack);
      return error.line === undefined
        ? `${error.name} some time: ${error.message}`
        : `${error.name} ${error.line}:${error.column} ${error.message}`;
    }
  };
  const isRight = (wanted: string, found: string): boolean => {
    if (!wanted.endsWith('some time')) return found === wanted || found.startsWith(`${wanted} `);
    const name = wanted.split(' ')[0]!;
    return found.startsWith(name) || (!found.includes('some time') && !/^[A-Z_]+ \d+:\d+/.test(found));
  };
});

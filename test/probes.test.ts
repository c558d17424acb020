import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SqlEngine } from '../native-bench/engines/engine.js';
import { openLakelet } from '../native-bench/engines/lakelet.js';
import { readProbes, readProbeTables, recordingMillis } from './probes/probe.js';
import { createProbeTables, runProbes, showWrong } from './probes/run-probes.js';
import { sharedPath } from './reference-folder.js';

// Right answers per area may only grow: floors.json holds what was reached.
//   PROBES_AREA=casts,like   only these areas
//   PROBES_SHOW=1            print every wrong answer
//   PROBES_UPDATE=1          write higher floors

const folder = sharedPath('probes');
const floorsFile = fileURLToPath(new URL('probes/floors.json', import.meta.url));
const floors = JSON.parse(readFileSync(floorsFile, 'utf8')) as Record<string, number>;
const areas = folder === undefined ? new Map<string, never[]>() : readProbes(folder);
const wantedAreas = process.env.PROBES_AREA?.split(',');

describe.skipIf(folder === undefined)('recorded answers of a real Trino', () => {
  let engine: SqlEngine;
  const right = new Map<string, number>();

  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: recordingMillis(folder!) });
    engine = await openLakelet();
    await createProbeTables(engine, folder!, readProbeTables(folder!));
  });

  afterAll(async () => {
    vi.useRealTimers();
    await engine.close();
    const rows = [...right].map(([area, count]) => `${area.padEnd(16)} ${count} of ${areas.get(area)!.length}`);
    const sum = [...right.values()].reduce((total, count) => total + count, 0);
    const asked = [...right.keys()].reduce((total, area) => total + areas.get(area)!.length, 0);
    console.log(`right answers by area\n${rows.join('\n')}\n${'all'.padEnd(16)} ${sum} of ${asked}`);
    if (process.env.PROBES_UPDATE) {
      for (const [area, count] of right) floors[area] = Math.max(floors[area] ?? 0, count);
      writeFileSync(floorsFile, `${JSON.stringify(floors, null, 2)}\n`);
    }
  });

  for (const [area, probes] of areas) {
    test.skipIf(wantedAreas && !wantedAreas.includes(area))(
      area,
      async () => {
        const wrong = await runProbes(engine, probes);
        right.set(area, probes.length - wrong.length);
        if (process.env.PROBES_SHOW) console.log(wrong.map(showWrong).join('\n'));
        expect(
          probes.length - wrong.length,
          `right answers, ${wrong.slice(0, 3).map(showWrong).join('\n')}`,
        ).toBeGreaterThanOrEqual(floors[area] ?? 0);
      },
      300_000,
    );
  }
});

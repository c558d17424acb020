import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../datasets/random.js';
import { Lake, LakeError } from '../../src/index.js';
import { GrantModel, type ModelPermission, type ModelScope, type ModelStatement } from './grant-model.js';

// Random GRANT and REVOKE statements by random users, against a plain model of who may do what. MODEL_STEPS=300 says how many statements,
// MODEL_SEED which they are.

const steps = Number(process.env.MODEL_STEPS ?? 300);
const seed = Number(process.env.MODEL_SEED ?? 1);
const users = ['ann', 'bob', 'cal'] as const;
const roles = ['reader', 'writer'] as const;
const columns = ['a', 'b', 'c'] as const;
const tables = ['t', 'u'] as const;

let folder: string;
let lake: Lake;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lakelet-model-'));
  lake = await Lake.open(folder, { threads: 1, memoryLimit: '64MiB', admins: ['alice'] });
  for (const table of tables) await outcomeAs('alice', `CREATE TABLE ${table} AS SELECT 1 AS a, 2 AS b, 3 AS c`);
  for (const role of roles) await outcomeAs('alice', `CREATE ROLE ${role}`);
});

afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

/** Gives the names of the result's columns, or of the error. */
async function outcomeAs(principal: string, sql: string): Promise<string> {
  try {
    const result = await lake.session({ principal }).query(sql);
    await result.toArrays();
    return result.columns.map(({ name }) => name).join(',');
  } catch (error) {
    if (error instanceof LakeError) return error.name;
    throw error;
  }
}

async function namesAs(principal: string, sql: string): Promise<string> {
  const rows = await (await lake.session({ principal }).query(sql)).toArrays();
  return rows.map(([name]) => name).join(',');
}

function randomStatement(random: () => number): ModelStatement {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const grantee =
    random() < 0.7 ? ({ kind: 'USER', name: pick(users) } as const) : ({ kind: 'ROLE', name: pick(roles) } as const);
  const isGrant = random() < 0.65;
  if (random() < 0.15) return { kind: 'membership', isGrant, role: pick(roles), user: pick(users) };
  const scope: ModelScope = random() < 0.8 ? { table: pick(tables) } : 'schema';
  const permission: ModelPermission = pick(['SELECT', 'SELECT', 'SELECT', 'INSERT', 'ALTER', 'ALL', 'DESCRIBE']);
  const some = columns.filter(() => random() < 0.5);
  const isSome = permission === 'SELECT' && scope !== 'schema' && some.length > 0 && random() < 0.6;
  return {
    kind: 'permission',
    isGrant,
    permission,
    columns: isSome ? some : undefined,
    scope,
    grantee,
    option: random() < 0.5,
  };
}

test(`${steps} random statements leave everybody what a plain model says, seed ${seed}`, async () => {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const model = new GrantModel(tables, columns, 'alice');
  const done: string[] = [];
  let allowed = 0;
  for (let step = 0; step < steps; step++) {
    const actor = random() < 0.5 ? 'alice' : pick(users);
    const statement = randomStatement(random);
    const sql = model.sqlOf(statement);
    done.push(`${actor}: ${sql}`);
    const isAllowed = model.run(actor, statement);
    if (isAllowed) allowed++;
    expect(await outcomeAs(actor, sql), done.join('\n')).toBe(isAllowed ? 'result' : 'PERMISSION_DENIED');
    const [user, table] = [pick(users), pick(tables)];
    const told = `${done.join('\n')}\n${user} of ${table}`;
    expect(await outcomeAs(user, `SELECT * FROM ${table}`), told).toBe(model.select(user, table));
    expect(
      await namesAs(user, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'default' ORDER BY 1"),
      told,
    ).toBe(model.visibleTables(user).join(','));
    expect(await outcomeAs(user, `ALTER TABLE ${table} SET TBLPROPERTIES ('x' = '${step}')`), told).toBe(
      model.alter(user, table),
    );
  }
  // Enough of both kinds, or the model was not tried.
  expect(allowed).toBeGreaterThan(steps / 4);
  expect(allowed).toBeLessThan(steps * 0.95);
  expect((await lake.verifyAudit()).wrongId).toBeUndefined();
}, 280_000);

#!/usr/bin/env node
// Puts the declarations of each entry of the package into one file, `bundle/<entry>.d.ts`, and the same as `.d.cts` for require(): what tsc wrote
// to dist/src names files by the hundred, which the package then need not hold. It reads what tsc prints, not TypeScript in general.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = 'dist/src';
const entries = ['index', 'kysely'];

const files = new Map();

/** Reads a file's imports, its exports from elsewhere, and its own declarations by name. */
function fileOf(path) {
  const known = files.get(path);
  if (known) return known;
  const file = { path, imports: new Map(), declarations: new Map(), exports: new Map(), typesOnly: new Set() };
  files.set(path, file);
  for (const { comment, text } of statementsOf(readFileSync(path, 'utf8'))) {
    const from = /^(import|export)\s+(type\s+)?\{([^}]*)\}\s+from\s+'([^']+)';$/s.exec(text);
    if (from) {
      for (const part of from[3].split(',').filter((word) => word.trim())) {
        const [name, alias = name] = part.trim().replace(/^type\s+/, '').split(/\s+as\s+/);
        file[from[1] === 'import' ? 'imports' : 'exports'].set(alias, { name, source: from[4] });
        if (from[2] || /^\s*type\s/.test(part)) file.typesOnly.add(alias);
      }
      continue;
    }
    if (text === 'export {};') continue;
    const own = /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type|const|function) (\w+)/.exec(text);
    if (!own) throw new Error(`${path}: cannot read ${text.split('\n')[0]}`);
    const before = file.declarations.get(own[1]);
    file.declarations.set(own[1], `${before ? `${before}\n` : ''}${comment}${text}`);
  }
  return file;
}

/** Cuts a file into its statements, each with the comment above it. */
function* statementsOf(source) {
  let [comment, lines, depth, isComment] = ['', [], 0, false];
  for (const line of source.split('\n')) {
    if (lines.length === 0 && (isComment || line.startsWith('/**'))) {
      comment = line.startsWith('/**') ? `${line}\n` : `${comment}${line}\n`;
      isComment = !line.includes('*/');
      continue;
    }
    if (lines.length === 0 && line.trim() === '') continue;
    lines.push(line);
    const code = line.replace(/'[^']*'|\/\*\*.*?\*\//g, '').replace(/^\s*(\/\*\*|\*).*/, '');
    for (const sign of code) depth += '{(['.includes(sign) ? 1 : '})]'.includes(sign) ? -1 : 0;
    const hasBody = /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface) /.test(lines[0]);
    if (depth > 0 || !(hasBody ? /\}$/ : /;$/).test(line)) continue;
    yield { comment, text: lines.join('\n') };
    [comment, lines] = ['', []];
  }
}

/** Finds where a name of a file is declared: in a file of ours, or a package. */
function resolve(file, name) {
  const { name: original, source } = file.exports.get(name) ?? file.imports.get(name) ?? {};
  if (source === undefined) return file.declarations.has(name) ? { file, name } : undefined;
  if (!source.startsWith('.')) return { package: source, name: original };
  return resolve(fileOf(normalize(join(dirname(file.path), source)).replace(/\.js$/, '.d.ts')), original);
}

const words = (text) => new Set(text.replace(/\/\*.*?\*\/|'[^']*'/gs, ' ').match(/[A-Za-z_$][\w$]*/g));

/** Collects an entry's declarations, and what they mention, but for what another entry has. */
function flatten(entry, others) {
  const collected = new Map();
  const packages = new Map();
  const imported = new Map();
  const exported = new Set();
  const visit = (found) => {
    if (found.package !== undefined) {
      packages.set(found.package, (packages.get(found.package) ?? new Set()).add(found.name));
      return;
    }
    const other = others.find(({ exports }) => exports.get(found.name) === found.file.path);
    if (other) {
      imported.set(other.entry, (imported.get(other.entry) ?? new Set()).add(found.name));
      return;
    }
    const before = collected.get(found.name);
    if (before && before.file !== found.file)
      throw new Error(`${found.name} is declared in ${found.file.path} and ${before.file.path}: one needs another name`);
    if (before) return;
    collected.set(found.name, { file: found.file, text: found.file.declarations.get(found.name) });
    for (const word of words(found.file.declarations.get(found.name))) {
      const next = word === found.name ? undefined : resolve(found.file, word);
      if (next) visit(next);
    }
  };
  const file = fileOf(`${root}/${entry}.d.ts`);
  for (const name of file.exports.keys()) {
    exported.add(name);
    visit(resolve(file, name));
  }
  return { entry, collected, packages, imported, exported, typesOnly: file.typesOnly, exports: new Map([...exported].map((name) => [name, resolve(file, name).file.path])) };
}

/** Prints an entry's declarations; `extension` is that of the other entries. */
function print({ collected, packages, imported, exported, typesOnly }, extension) {
  const hidden = new Set();
  const list = (names) => `{ ${[...names].sort().join(', ')} }`;
  const lines = [
    ...[...packages].sort().map(([name, names]) => `import type ${list(names)} from '${name}';`),
    ...[...imported].map(([name, names]) => `import type ${list(names)} from './${name}.${extension}';`),
  ];
  for (const [name, { text }] of [...collected].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bare = text.replace(/^export /m, '').replace(/^(abstract class|class|const|function) /m, 'declare $1 ');
    const isValue = /^declare /m.test(bare);
    if (exported.has(name) && isValue && typesOnly.has(name)) hidden.add(name);
    const isExported = exported.has(name) && !hidden.has(name);
    lines.push(isExported ? bare.replace(/^(declare|interface|type)\b/m, 'export $1') : bare);
  }
  // Classes that users are given, but do not make.
  if (hidden.size > 0) lines.push(`export type ${list(hidden)};`);
  return `${[...lines, 'export {};'].join('\n')}\n`;
}

const done = [];
for (const entry of entries) {
  const flat = flatten(entry, done);
  writeFileSync(`${root}/bundle/${entry}.d.ts`, print(flat, 'js'));
  writeFileSync(`${root}/bundle/${entry}.d.cts`, print(flat, 'cjs'));
  done.push(flat);
}

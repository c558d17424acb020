#!/usr/bin/env node
// Puts the licences of the packages in the bundle beside it, as they ask for.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { bundledPackages } from './bundled-packages.js';

const texts = bundledPackages.map((name) => {
  const folder = `node_modules/${name}`;
  const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  if (licence === undefined) throw new Error(`${name} has no licence file`);
  const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return `${name} ${version}\n\n${readFileSync(`${folder}/${licence}`, 'utf8').trim()}\n`;
});
writeFileSync('dist/src/bundle/LICENSES.txt', texts.join(`\n${'-'.repeat(80)}\n\n`));

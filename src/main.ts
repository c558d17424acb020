#!/usr/bin/env node
import { enableCompileCache } from './shell/compile-cache.js';

// What this imports statically is compiled before the cache is on, so that is next to nothing.
enableCompileCache();
const { runProgram } = await import('./shell/program.js');
const { commands } = await import('./commands.js');
await runProgram(process.argv.slice(2), commands);

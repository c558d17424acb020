#!/usr/bin/env node
import { enableCompileCache } from './compile-cache.js';

// What this imports statically is compiled before the cache is on, so that is next to nothing.
enableCompileCache();
const { runCommandLine } = await import('./command-line.js');
await runCommandLine(process.argv.slice(2));

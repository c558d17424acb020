#!/usr/bin/env node
import type * as program from './program.js';
import { loadScript } from './shell/compiled-code.js';

// The bundle has the program as scripts, of which compiled code can be kept (docs/decisions/bundle.md); this is one too.
const { exports, keep } = loadScript<typeof program>(new URL('./program.cjs', import.meta.url));
void exports.run().then(keep);

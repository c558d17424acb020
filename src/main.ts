#!/usr/bin/env node
import { runScript } from './shell/compiled-code.js';

// The bundle has the rest of the program as scripts, of which compiled code can be kept (docs/decisions/bundle.md).
await runScript(new URL('./program.cjs', import.meta.url));

import { homedir } from 'node:os';
import { join } from 'node:path';

/** Gives the folder for what programs remember, as the XDG Base Directory Specification has it. */
export const stateFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment.XDG_STATE_HOME || environment.LOCALAPPDATA || join(homedir(), '.local', 'state'), 'lakelet');

/** Gives the folder for what the user sets. */
export const configFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment.XDG_CONFIG_HOME || environment.APPDATA || join(homedir(), '.config'), 'lakelet');

/** Gives the folder for what can be made again. */
export const cacheFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment.XDG_CACHE_HOME || environment.LOCALAPPDATA || join(homedir(), '.cache'), 'lakelet');

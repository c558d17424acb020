import { serve } from './commands/serve.js';
import { token } from './commands/token.js';
import { user } from './commands/user.js';
import { shellCommands } from './shell/commands/registry.js';

/** Lists the commands of the program `lakelet`. A definition is small and imports what it runs when it runs. */
export const commands = [...shellCommands, serve, user, token];

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { LakeError } from '../base/lake-error.js';
import { programVersion } from '../base/version.js';
import type { CommandDefinition, CommandOption } from './commands/command.js';
import { statements } from './commands/statements.js';
import { diagnosticText } from './diagnostic.js';
import { exitCode, exitCodeOf } from './exit-code.js';

/** Runs what the arguments ask for: a command where the first is its name, else statements. Sets the process's exit code. */
export async function runProgram(args: readonly string[], commands: readonly CommandDefinition[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCode.done);
  });
  const definition = commands.find(({ name }) => name === args[0]);
  process.exitCode = definition
    ? await runCommand(definition, args.slice(1), commandOf(definition, `lakelet ${definition.name}`))
    : await runCommand(statements, args, rootCommand(commands));
}

async function runCommand(definition: CommandDefinition, args: readonly string[], command: Command): Promise<number> {
  try {
    command.parse(args, { from: 'user' });
    return await definition.run(command.args, command.opts());
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    process.stderr.write(diagnosticText(error));
    return exitCodeOf(error);
  }
}

function rootCommand(commands: readonly CommandDefinition[]): Command {
  const command = commandOf(statements, 'lakelet').version(programVersion, '-V, --version', 'print the version');
  if (commands.length === 0) return command;
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return command.addHelpText('after', `\nCommands (lakelet COMMAND --help tells more):\n${lines.join('\n')}`);
}

function commandOf({ summary, operands, options }: CommandDefinition, name: string): Command {
  const command = new Command(name).description(summary).exitOverride();
  for (const operand of operands.split(' ')) if (operand !== '') command.argument(operand);
  for (const option of options) command.addOption(optionOf(option));
  return command;
}

function optionOf({ flags, key, summary, choices, isRequired, parse }: CommandOption): Option {
  const option = new Option(flags, summary);
  if (key !== undefined) option.attributeName = () => key;
  if (isRequired) option.makeOptionMandatory();
  if (choices) option.choices([...choices]);
  if (parse)
    option.argParser((text, previous) => {
      try {
        return parse(text, previous);
      } catch (error) {
        if (error instanceof LakeError) throw new InvalidArgumentError(error.message);
        throw error;
      }
    });
  return option;
}

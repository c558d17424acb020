/** Describes an option of a command. */
export interface CommandOption {
  /** As commander writes them: `-c, --command <sql>`. */
  readonly flags: string;
  /** The value's name in the options that `run` is given; the long flag in camel case by default. Two options may add to one value. */
  readonly key?: string;
  readonly summary: string;
  readonly choices?: readonly string[];
  readonly isRequired?: boolean;
  /** Gives the value of the option's text; `previous` is what its key has so far. @throws LakeError CONFIGURATION_INVALID */
  parse?(text: string, previous: unknown): unknown;
}

/** Defines a command of the program, such as `lakelet import`. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  /** As commander writes them: `[folder]`, `<files...>`. */
  readonly operands: string;
  readonly options: readonly CommandOption[];
  /** Does it; gives the process's exit code. What it throws is printed and decides the exit code. */
  run(operands: readonly string[], options: object): Promise<number>;
}

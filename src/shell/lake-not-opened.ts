/** Says that a command had no lake to work on; `cause` says why. */
export class LakeNotOpened extends Error {
  constructor(cause: unknown) {
    super('The lake cannot be opened', { cause });
    this.name = 'LakeNotOpened';
  }
}

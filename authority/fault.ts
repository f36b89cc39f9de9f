/** Something that the person at the keyboard can put right: the message says what happened and what to do. */
export class ToolFault extends Error {
  override readonly name = 'ToolFault';
  /** 1: refused. 2: the command was not understood. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

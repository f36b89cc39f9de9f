/** A reason why the server cannot start, as a sentence for the person who started it: what is wrong, and the way out. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

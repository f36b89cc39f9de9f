import { Tokenizer, Type, type Token } from 'cborg';
import { MAX_CBOR_DEPTH } from './limits.js';

// `ignoreBOM` leaves a byte order mark in: cborg's own decoder drops it, and the text would not be the one sent.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads CBOR without floats, its texts exactly as they were sent. Needs the option `retainStringBytes`. */
export class ExactTokenizer extends Tokenizer {
  /** Whether there was a map of several keys so far: cborg reads those in any order. */
  hasOrder = false;
  /** Of each array and map that is open: how many of its items are still to come. */
  readonly #open: number[] = [];

  /** @throws RangeError for a float, or for more than MAX_CBOR_DEPTH arrays in each other; TypeError for a text that is no UTF-8 */
  override next(): Token {
    const token = super.next();
    this.#follow(token);
    if (token.type === Type.map && token.value > 1) this.hasOrder = true;
    if (token.type === Type.float) throw new RangeError('a float');
    if (token.type === Type.string && token.byteValue) token.value = utf8.decode(token.byteValue);
    return token;
  }

  #follow({ type, value }: Token): void {
    const open = this.#open;
    if (open.length > 0) open[open.length - 1]!--;
    if (type === Type.array || type === Type.map) open.push((value as number) * (type === Type.map ? 2 : 1));
    // The time a decoder takes grows with the square of the depth.
    if (open.length > MAX_CBOR_DEPTH) throw new RangeError('nested too deep');
    while (open.at(-1) === 0) open.pop();
  }
}

import { Tokenizer, Type, type Token } from 'cborg';

// `ignoreBOM` leaves a byte order mark in: cborg's own decoder drops it, and the text would not be the one sent.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads CBOR without floats, its texts exactly as they were sent. Needs the option `retainStringBytes`. */
export class ExactTokenizer extends Tokenizer {
  /** @throws RangeError for a float, TypeError for a text that is no UTF-8 */
  override next(): Token {
    const token = super.next();
    if (token.type === Type.float) throw new RangeError('a float');
    if (token.type === Type.string && token.byteValue) token.value = utf8.decode(token.byteValue);
    return token;
  }
}

// The ambient names that protocol/, domain/ and app/ may use: the same in every browser and in Node, and free of effects.
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label: 'utf-8', options: { fatal: true; ignoreBOM?: true });
  decode(bytes: Uint8Array): string;
}

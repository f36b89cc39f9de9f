/**
 * The same bytes under the type that WebCrypto asks for. None of ours lie in shared memory, which the API refuses and
 * TypeScript cannot rule out.
 */
export const webBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

export function decode(bytes: Uint8Array, maxBytes?: number): unknown;

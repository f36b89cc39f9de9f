export function isSoundKey(key: Uint8Array): boolean;
export function isSignedBy(key: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean;

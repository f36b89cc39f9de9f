/** What comes before the 32-byte seed in the PKCS #8 form of an Ed25519 key (RFC 8410 §7). */
export const PKCS8_PREFIX = Uint8Array.of(
  0x30,
  0x2e,
  2,
  1,
  0,
  0x30,
  5,
  6,
  3,
  0x2b,
  0x65,
  0x70,
  4,
  0x22,
  4,
  0x20,
);

/** What comes before the 32 bytes of a public key in its SubjectPublicKeyInfo (RFC 8410 §4). */
export const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0);

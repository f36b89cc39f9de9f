import { sha256 } from '@noble/hashes/sha2.js';
import { encode } from '../codec.js';
import { hkdfExpand, hkdfExtract } from '../kdf.js';

/** The four keys that protect and confirm a handshake, 32 bytes each. */
export interface HandshakeKeys {
  readonly sealResponder: Uint8Array;
  readonly sealInitiator: Uint8Array;
  readonly finishResponder: Uint8Array;
  readonly finishInitiator: Uint8Array;
  /** From which the link's own keys come once both have finished. */
  readonly derived: Uint8Array;
}

/** What one direction of a link seals with. */
export interface DirectionKeys {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes. */
  readonly iv: Uint8Array;
}

export interface LinkKeys {
  readonly toResponder: DirectionKeys;
  readonly toInitiator: DirectionKeys;
  /** 32 bytes that only the two ends know, for whatever has to be bound to this link. */
  readonly exporter: Uint8Array;
}

/** th1: everything up to the key exchange, the version and both DTLS certificates (`fpI`, `fpR`) included. */
export const transcript1 = (m1: Uint8Array, m2a: Uint8Array, fpI: Uint8Array, fpR: Uint8Array): Uint8Array =>
  sha256(encode(['beep/1 link', m1, m2a, fpI, fpR]));

/** th3: both sealed parts as well. */
export const transcript3 = (th1: Uint8Array, sealedR: Uint8Array, sealedI: Uint8Array): Uint8Array =>
  sha256(encode([th1, sha256(sealedR), sha256(sealedI)]));

export function handshakeKeys(th1: Uint8Array, sharedSecret: Uint8Array): HandshakeKeys {
  const prk = hkdfExtract(th1, sharedSecret);
  return {
    sealResponder: hkdfExpand(prk, 'beep/1 link hs r'),
    sealInitiator: hkdfExpand(prk, 'beep/1 link hs i'),
    finishResponder: hkdfExpand(prk, 'beep/1 link fin r'),
    finishInitiator: hkdfExpand(prk, 'beep/1 link fin i'),
    derived: hkdfExpand(prk, 'beep/1 link derived'),
  };
}

export function linkKeys(th3: Uint8Array, derived: Uint8Array): LinkKeys {
  const master = hkdfExtract(th3, derived);
  return {
    toResponder: {
      key: hkdfExpand(master, 'beep/1 app key ir'),
      iv: hkdfExpand(master, 'beep/1 app iv ir', 12),
    },
    toInitiator: {
      key: hkdfExpand(master, 'beep/1 app key ri'),
      iv: hkdfExpand(master, 'beep/1 app iv ri', 12),
    },
    exporter: hkdfExpand(master, 'beep/1 app exporter'),
  };
}

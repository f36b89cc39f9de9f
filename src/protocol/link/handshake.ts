/**
 * The handshake of a link (docs/protocol.md §6): SIGMA-I as in TLS 1.3 and EDHOC (RFC 9528), with X-Wing in place
 * of Diffie-Hellman and the DTLS certificates of both ends in the transcript. State machines that eat bytes and
 * return bytes: no sockets, no timers, and anything wrong ends the attempt.
 */
import { decodeArray, encode, isBytes } from '../codec.js';
import { encodeCredential, type Credential } from '../credential.js';
import { fail, ok, type Result } from '../result.js';
import type { Sign } from '../sign1.js';
import { XWING, xwingDecapsulate, xwingEncapsulate, xwingPublicKey } from '../xwing.js';
import {
  handshakeKeys,
  linkKeys,
  transcript1,
  transcript3,
  type HandshakeKeys,
  type LinkKeys,
} from './key-schedule.js';
import { openProof, sealProof } from './proof.js';

const LABEL = 'beep-link';
const VERSION = 1;

export interface HandshakeConfig {
  readonly credential: Credential;
  readonly sign: Sign;
  /** SHA-256 of our own and of the other end's DTLS certificate. */
  readonly localBinding: Uint8Array;
  readonly remoteBinding: Uint8Array;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Whether this is somebody we want a link with. Asked as soon as the other side has proved who it is. */
  readonly isWelcome: (peer: Credential) => boolean;
}

/**
 * - `malformed`: not a handshake message of this version.
 * - `refused`: the proof does not hold: somebody else's keys, certificates or transcript.
 * - `unwelcome`: the proof holds, and it is not whom we want.
 */
export type HandshakeError = 'malformed' | 'refused' | 'unwelcome';

export interface Established {
  readonly peer: Credential;
  readonly keys: LinkKeys;
}

/** What m1 carries, made for one handshake. It depends on nobody, so it can be made before the other end is there. */
export interface Opening {
  /** Of the X-Wing private key, 32 bytes; wiped by `finish`. */
  readonly seed: Uint8Array;
  readonly m1: Uint8Array;
}

/** A new opening: milliseconds of work. */
export function makeOpening(randomBytes: HandshakeConfig['randomBytes']): Opening {
  const seed = randomBytes(XWING.seedBytes);
  return { seed, m1: encode([LABEL, VERSION, randomBytes(32), xwingPublicKey(seed)]) };
}

/** Begins a handshake. `m1` goes out first; the other side's answer goes into `finish`. */
export function initiate(config: HandshakeConfig, opening = makeOpening(config.randomBytes)) {
  const { seed, m1 } = opening;

  /** Takes m2; returns m3 to send and the link. Call once. */
  async function finish(
    m2: Uint8Array,
  ): Promise<Result<Established & { readonly m3: Uint8Array }, HandshakeError>> {
    const wire = decodeArray(m2);
    if (!wire || wire.length !== 3) return fail('malformed');
    const [nonceR, ciphertext, sealedR] = wire;
    if (!isBytes(nonceR, 32) || !isBytes(ciphertext, XWING.ciphertextBytes) || !isBytes(sealedR))
      return fail('malformed');
    const secret = xwingDecapsulate(ciphertext, seed);
    seed.fill(0);
    if (!secret) return fail('malformed');
    const th1 = transcript1(m1, encode([nonceR, ciphertext]), config.localBinding, config.remoteBinding);
    const keys = handshakeKeys(th1, secret);
    const peer = openProof('responder', th1, sealedR, sealKeys('responder', keys));
    const verdict = judge(peer, config);
    if (!verdict.ok) return verdict; // before we say who we are
    const own = encodeCredential(config.credential);
    const sealedI = await sealProof('initiator', th1, own, sealKeys('initiator', keys), config.sign);
    const link = linkKeys(transcript3(th1, sealedR, sealedI), keys.derived);
    return ok({ peer: verdict.value, keys: link, m3: encode([sealedI]) });
  }

  return { m1, finish };
}

/** Answers a handshake: takes m1, returns m2 to send and the function that takes m3. */
export async function respond(
  m1: Uint8Array,
  config: HandshakeConfig,
): Promise<
  Result<
    { readonly m2: Uint8Array; readonly finish: (m3: Uint8Array) => Result<Established, HandshakeError> },
    HandshakeError
  >
> {
  const wire = decodeArray(m1);
  if (!wire || wire.length !== 4 || wire[0] !== LABEL || wire[1] !== VERSION) return fail('malformed');
  const [, , nonceI, publicKey] = wire;
  if (!isBytes(nonceI, 32) || !isBytes(publicKey, XWING.publicBytes)) return fail('malformed');
  const encapsulated = xwingEncapsulate(publicKey, config.randomBytes(XWING.encapsulationBytes));
  if (!encapsulated) return fail('malformed');
  const nonceR = config.randomBytes(32);
  const th1 = transcript1(
    m1,
    encode([nonceR, encapsulated.ciphertext]),
    config.remoteBinding,
    config.localBinding,
  );
  const keys = handshakeKeys(th1, encapsulated.secret);
  const own = encodeCredential(config.credential);
  const sealedR = await sealProof('responder', th1, own, sealKeys('responder', keys), config.sign);

  function finish(m3: Uint8Array): Result<Established, HandshakeError> {
    const [sealedI, ...rest] = decodeArray(m3) ?? [];
    if (!isBytes(sealedI) || rest.length !== 0) return fail('malformed');
    const verdict = judge(openProof('initiator', th1, sealedI, sealKeys('initiator', keys)), config);
    if (!verdict.ok) return verdict;
    return ok({ peer: verdict.value, keys: linkKeys(transcript3(th1, sealedR, sealedI), keys.derived) });
  }

  return ok({ m2: encode([nonceR, encapsulated.ciphertext, sealedR]), finish });
}

const sealKeys = (role: 'initiator' | 'responder', keys: HandshakeKeys) =>
  role === 'initiator'
    ? { seal: keys.sealInitiator, finish: keys.finishInitiator }
    : { seal: keys.sealResponder, finish: keys.finishResponder };

function judge(peer: Credential | null, config: HandshakeConfig): Result<Credential, HandshakeError> {
  if (!peer || peer.device === config.credential.device) return fail('refused'); // ourselves, reflected
  return config.isWelcome(peer) ? ok(peer) : fail('unwelcome');
}

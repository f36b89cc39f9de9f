/** The two ends of one link, with fixed keys and randomness. */
import type { Credential } from '../../src/protocol/credential.js';
import {
  initiate,
  respond,
  type Established,
  type HandshakeConfig,
} from '../../src/protocol/link/handshake.js';
import { ALICE, BOB, bytesOf, credentialOf, randomnessOf, type Actor } from './cast.js';

export const BINDING_A = bytesOf("alice's certificate");
export const BINDING_B = bytesOf("bob's certificate");

export const configOf = async (
  actor: Actor,
  local: Uint8Array,
  remote: Uint8Array,
  changes: Partial<HandshakeConfig> = {},
): Promise<HandshakeConfig> => ({
  credential: await credentialOf(actor),
  sign: actor.signAsDevice,
  localBinding: local,
  remoteBinding: remote,
  randomBytes: randomnessOf(`${actor.name} handshake`),
  isWelcome: () => true,
  ...changes,
});

export const isDeviceOf =
  (actor: Actor) =>
  (peer: Credential): boolean =>
    peer.device === actor.device;

/** How far a handshake came: what each end made of it. */
export interface Outcome {
  readonly initiator: string;
  readonly responder: string;
  readonly established: readonly Established[];
}

/** What may be done to each message on its way. */
export interface Wiretap {
  readonly m1?: (m1: Uint8Array) => Uint8Array;
  readonly m2?: (m2: Uint8Array) => Uint8Array;
  readonly m3?: (m3: Uint8Array) => Uint8Array;
}

const asItIs = (bytes: Uint8Array) => bytes;

/** Runs one handshake to its end. An end that was not reached is 'waiting'. */
export async function shakeHands(
  a: HandshakeConfig,
  b: HandshakeConfig,
  { m1 = asItIs, m2 = asItIs, m3 = asItIs }: Wiretap = {},
): Promise<Outcome> {
  const initiator = initiate(a);
  const responder = await respond(m1(initiator.m1), b);
  if (!responder.ok) return { initiator: 'waiting', responder: responder.error, established: [] };
  const finished = await initiator.finish(m2(responder.value.m2));
  if (!finished.ok) return { initiator: finished.error, responder: 'waiting', established: [] };
  const answered = responder.value.finish(m3(finished.value.m3));
  const established = answered.ok ? [finished.value, answered.value] : [finished.value];
  return { initiator: 'established', responder: answered.ok ? 'established' : answered.error, established };
}

/** Alice begins, Bob answers, each welcomes the other only. */
export async function aliceAndBob(
  changes: Partial<HandshakeConfig> = {},
): Promise<[HandshakeConfig, HandshakeConfig]> {
  return [
    await configOf(ALICE, BINDING_A, BINDING_B, { isWelcome: isDeviceOf(BOB), ...changes }),
    await configOf(BOB, BINDING_B, BINDING_A, { isWelcome: isDeviceOf(ALICE), ...changes }),
  ];
}

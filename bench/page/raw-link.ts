/** A bare data channel between two pages of a bench: no encryption of ours, no signatures, no disk. The anchor. */
import { Introduced } from './introducer.js';

type Said = { readonly description: RTCSessionDescriptionInit } | { readonly candidate: RTCIceCandidateInit };

let introduced: Introduced | null = null;
let connection: RTCPeerConnection | null = null;
let channel: RTCDataChannel | null = null;
let onEcho: () => void = () => undefined;
let onArrival: (wallMs: number) => void = () => undefined;
/** Candidates that came before the description they belong to. */
let early: RTCIceCandidateInit[] = [];

/** Gets ready to be connected with, or to connect. `ownTopic` and `peerTopic` are the other way round over there. */
export async function prepareRaw(ownTopic: string, peerTopic: string): Promise<void> {
  closeRaw();
  introduced = await Introduced.open(ownTopic, peerTopic);
  introduced.onData = (data) => void hear(data as Said);
}

/** Connects, sends one message, and resolves with the wall time, in ms, at which it began. */
export async function connectRaw(): Promise<number> {
  const startMs = Date.now();
  const peer = newConnection();
  channel = peer.createDataChannel('bench', { ordered: true });
  const open = new Promise<void>((resolve) => (channel!.onopen = () => resolve()));
  channel.onmessage = () => onEcho();
  await offer(peer);
  await open;
  channel.send(new Uint8Array(300));
  return startMs;
}

/** On the side that is connected with: the wall time, in ms, at which the next message arrives. */
export const whenRawArrives = (): Promise<number> => new Promise((resolve) => (onArrival = resolve));

/** Round-trip times, in ms, of `count` messages of 300 bytes that the other side sends back at once. */
export async function echoRaw(count: number): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < count; i++) {
    const startMs = performance.now();
    const back = new Promise<void>((resolve) => (onEcho = resolve));
    channel!.send(new Uint8Array(300));
    await back;
    all.push(performance.now() - startMs);
  }
  return all;
}

/** Queues one message, whatever the network does. */
export function sendRaw(): void {
  channel!.send(new Uint8Array(300));
}

/** Restarts ICE. */
export async function restartRaw(): Promise<void> {
  connection!.restartIce();
  await offer(connection!);
}

export function closeRaw(): void {
  connection?.close();
  introduced?.close();
  connection = channel = introduced = null;
  early = [];
}

function newConnection(): RTCPeerConnection {
  connection = new RTCPeerConnection({ iceServers: introduced!.stunUrls.map((urls) => ({ urls })) });
  connection.onicecandidate = ({ candidate }) => {
    if (candidate) introduced?.send({ candidate: candidate.toJSON() } satisfies Said);
  };
  connection.ondatachannel = (event) => {
    channel = event.channel;
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      onArrival(Date.now());
      channel?.send(data);
    };
  };
  return connection;
}

async function offer(peer: RTCPeerConnection): Promise<void> {
  await peer.setLocalDescription(await peer.createOffer());
  introduced!.send({ description: peer.localDescription!.toJSON() } satisfies Said);
}

async function hear(said: Said): Promise<void> {
  if ('candidate' in said) {
    if (connection?.remoteDescription) await connection.addIceCandidate(said.candidate);
    else early.push(said.candidate);
    return;
  }
  const peer = connection ?? newConnection();
  await peer.setRemoteDescription(said.description);
  for (const candidate of early.splice(0)) await peer.addIceCandidate(candidate);
  if (said.description.type !== 'offer') return;
  await peer.setLocalDescription(await peer.createAnswer());
  introduced!.send({ description: peer.localDescription!.toJSON() } satisfies Said);
}

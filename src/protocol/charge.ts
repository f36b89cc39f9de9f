/**
 * Who holds a post: the registrar signs a charge for each holder, one after the other, each with the word of whoever hands
 * it over where there is one.
 */
import { decodeArray, encode, isCount } from './codec.js';
import { isDepartment } from './department.js';
import {
  idBytes,
  readDeviceId,
  readIssuerId,
  readPersonId,
  readPostId,
  type DeviceId,
  type PersonId,
  type PostId,
} from './ids.js';
import { isSoundPublicKey } from './ed25519.js';
import { issuedBy, type Issuer } from './issuer.js';
import { MAX_TIME_MS } from './limits.js';
import { everHadDevice, openManifest, type VerifiedManifest } from './manifest.js';
import { isName } from './names.js';
import { isPostName, postId, type Post } from './post.js';
import { isSigned, sealSigned, signedId, takeApart, type Sign } from './sign1.js';

/** "I hand this post over": signed by a device of its holder. */
export interface Handover {
  readonly post: PostId;
  /** Of the charge by which its holder has it. */
  readonly number: number;
  readonly from: PersonId;
  readonly device: DeviceId;
  /** Null where only the registrar knows who comes next. */
  readonly to: PersonId | null;
  /** By the holder's clock. */
  readonly signedMs: number;
}

export interface VerifiedHandover extends Handover {
  /** That the device is, or was, the holder's. */
  readonly manifest: VerifiedManifest;
  /** The signed handover and the manifest, as a charge carries them. */
  readonly bytes: Uint8Array;
}

/** "From now on this post is held by …": signed by the authority or a registrar of the department. */
export interface Charge extends Post, Issuer {
  /** Counts the holders of a post, from 1. Two of one number name one holder, or the post is in dispute. */
  readonly number: number;
  /** Null while nobody holds it. */
  readonly holder: PersonId | null;
  readonly sinceMs: number;
  /** What the post is called in Urdu; null if it has no such name. */
  readonly urduName: string | null;
  /** Of whoever held it before; null if there was nobody, or the registrar decided alone. */
  readonly handover: VerifiedHandover | null;
}

declare const verified: unique symbol;
/** A charge that `issuer` signed. Whether a registrar may do so for this department, `domain/posts.ts` says. */
export interface VerifiedCharge extends Charge {
  readonly post: PostId;
  /** 32 bytes: what was signed. */
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

const VERSION = 1;

/** Signs a handover with the device key. */
export async function sealHandover(
  handover: Handover,
  manifest: VerifiedManifest,
  sign: Sign,
): Promise<VerifiedHandover> {
  const { post, number, from, device, to, signedMs } = handover;
  const payload = encode([
    VERSION,
    idBytes(post),
    number,
    idBytes(from),
    idBytes(device),
    to && idBytes(to),
    signedMs,
  ]);
  const signed = await sealSigned('handover', payload, sign);
  return { ...handover, manifest, bytes: encode([signed, manifest.bytes]) };
}

/** Reads and checks a handover with the manifest beside it; null if anything is wrong. Never throws. */
export function openHandover(bytes: unknown): VerifiedHandover | null {
  const pair = decodeArray(bytes);
  const manifest = pair?.length === 2 ? openManifest(pair[1]) : null;
  const parts = manifest && takeApart('handover', pair?.[0]);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 7 || wire[0] !== VERSION) return null;
  const [post, from, device] = [readPostId(wire[1]), readPersonId(wire[3]), readDeviceId(wire[4])];
  const [number, toWire, signedMs] = [wire[2], wire[5], wire[6]];
  const to = toWire === null ? null : readPersonId(toWire);
  if (!post || !from || !device || (toWire !== null && !(to && isSoundPublicKey(idBytes(to))))) return null;
  if (!isCount(number) || !isCount(signedMs, MAX_TIME_MS)) return null;
  if (manifest.person !== from || !everHadDevice(manifest, device)) return null;
  if (!isSigned('handover', parts, idBytes(device))) return null;
  return { post, number, from, device, to, signedMs, manifest, bytes: bytes as Uint8Array };
}

/** Signs a charge with the issuer's key. */
export async function sealCharge(charge: Charge, sign: Sign): Promise<VerifiedCharge> {
  const payload = encode([
    VERSION,
    idBytes(charge.authority),
    charge.registrar?.bytes ?? null,
    charge.department,
    charge.name,
    charge.urduName,
    charge.number,
    charge.holder && idBytes(charge.holder),
    charge.sinceMs,
    charge.handover?.bytes ?? null,
  ]);
  const bytes = await sealSigned('charge', payload, sign);
  return { ...charge, post: postId(charge), id: signedId('charge', payload), bytes } as VerifiedCharge;
}

/** Reads and checks a charge; null if anything is wrong. Never throws. */
export function openCharge(bytes: unknown): VerifiedCharge | null {
  const parts = takeApart('charge', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 10 || wire[0] !== VERSION) return null;
  const authority = readIssuerId(wire[1]);
  const by = authority && issuedBy(authority, wire[2]);
  const [, , , department, name, urduName, number, holderWire, sinceMs, handoverWire] = wire;
  const holder = holderWire === null ? null : readPersonId(holderWire);
  if (!by || !isDepartment(department) || !isPostName(name) || (holderWire !== null && !holder)) return null;
  if (!(urduName === null || isName(urduName)) || (holder && !isSoundPublicKey(idBytes(holder)))) return null;
  if (!isCount(number) || number === 0 || !isCount(sinceMs, MAX_TIME_MS)) return null;
  const handover = handoverWire === null ? null : openHandover(handoverWire);
  const post = postId({ authority, department, name });
  if (handoverWire !== null && !(handover && isHandoverOf(handover, post, number, holder))) return null;
  if (!isSigned('charge', parts, idBytes(by.issuer))) return null;
  return {
    authority,
    ...by,
    department,
    name,
    urduName,
    number,
    holder,
    sinceMs,
    handover,
    post,
    id: signedId('charge', parts.payload),
    bytes,
  } as unknown as VerifiedCharge;
}

/** Whether it hands over this post, from the charge before this one, and to nobody else. */
const isHandoverOf = (handover: Handover, post: PostId, number: number, holder: PersonId | null): boolean =>
  handover.post === post &&
  handover.number === number - 1 &&
  (handover.to === null || handover.to === holder);

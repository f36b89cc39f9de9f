// Signed objects (docs/protocol.md §3), and the documents that say whose a device is and who a person is (§4, §12).
import { createHash } from 'node:crypto';
import { decode, decodeArray, encode, MAX_CBOR_BYTES } from './cbor.mjs';
import { isSignedBy, isSoundKey } from './ed25519.mjs';
import { hex, isAllDifferent, isBytes, isCount, isListOf, isName, isText, isTimeMs, MAX_TIME_MS, sameBytes } from './fields.mjs'; // prettier-ignore

const MAX_DOC_BYTES = 262_144;

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

const headerOf = (type) => encode(new Map([[1, -19], [16, `beep/${type}`]])); // prettier-ignore
const coveredBy = (type, payload) => encode(['Signature1', headerOf(type), new Uint8Array(), payload]);

/** What an object is named by: a hash of what its signature covers. */
export const idOf = (type, payload) => hex(sha256(coveredBy(type, payload)));

/** The payload and signature of an object of that type; null for anything else. */
export function partsOf(type, bytes, maxBytes = MAX_CBOR_BYTES) {
  const wire = decodeArray(bytes, maxBytes);
  if (wire?.length !== 4) return null;
  const [header, unprotected, payload, signature] = wire;
  if (!isBytes(header) || !sameBytes(header, headerOf(type))) return null;
  if (!(unprotected instanceof Map) || unprotected.size > 0) return null;
  return isBytes(payload) && isBytes(signature, 64) ? { payload, signature } : null;
}

export const isSigned = (type, { payload, signature }, key) =>
  isSignedBy(key, signature, coveredBy(type, payload));

/** §4.1 */
export function openManifest(bytes) {
  const parts = partsOf('manifest', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (wire?.length !== 5) return null;
  const [version, person, number, devices, revoked] = wire;
  if (version !== 1 || !isBytes(person, 32) || !isCount(number)) return null;
  const isDevice = (row) =>
    Array.isArray(row) && row.length === 3 && isBytes(row[0], 32) && isText(row[1], 64) && isTimeMs(row[2]);
  const isRevoked = (row) =>
    Array.isArray(row) && row.length === 2 && isBytes(row[0], 32) && isTimeMs(row[1]);
  if (!isListOf(devices, 64, isDevice) || !isListOf(revoked, 64, isRevoked)) return null;
  const all = [...devices, ...revoked].map(([device]) => device);
  if (all.length > 64 || !isAllDifferent(all.map(hex)) || !all.every(isSoundKey)) return null;
  if (!isSigned('manifest', parts, person)) return null;
  const live = new Set(devices.map(([device]) => hex(device)));
  return { person: hex(person), live, ever: new Set(all.map(hex)) };
}

/** §4.2 */
export function openCard(bytes) {
  const parts = partsOf('card', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (wire?.length !== 7) return null;
  const [version, person, device, rendezvous, name, intro, hints] = wire;
  if (version !== 1 || !isBytes(person, 32) || !isBytes(device, 32) || !isBytes(rendezvous, 16)) return null;
  if (!isName(name) || !(intro === null || isBytes(intro, 16))) return null;
  if (!isListOf(hints, 4, (hint) => isText(hint, 256)) || !isSoundKey(person)) return null;
  return isSigned('card', parts, device) ? { person: hex(person), device: hex(device), name } : null;
}

/** §12.1 */
export function openAuthority(bytes) {
  const parts = partsOf('authority', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (wire?.length !== 5) return null;
  const [version, key, name, urduName, issuedMs] = wire;
  if (version !== 1 || !isBytes(key, 32) || !isName(name) || !(urduName === null || isName(urduName)))
    return null;
  return isTimeMs(issuedMs) && isSigned('authority', parts, key) ? { key: hex(key), name, urduName } : null;
}

const isDepartment = (value) => isListOf(value, 6, (name) => isName(name)) && value.length > 0;
const isTimeS = (value) => isCount(value, Math.floor(MAX_TIME_MS / 1000));
const CLAIMS = new Set([1, 4, 5, 6, 7, 8, -70001, -70002, -70003, -70004, -70005, -70006]);

function readNames(value) {
  if (!Array.isArray(value) || value.length !== 3) return null;
  const [name, title, department] = value;
  if (!isName(name) || !(title === '' || isName(title)) || !isDepartment(department)) return null;
  return { name, title, department };
}

function readIssuer(value) {
  const key = typeof value === 'string' ? Buffer.from(value, 'base64url') : null;
  return key?.length === 32 && key.toString('base64url') === value ? key : null;
}

function readHolder(value) {
  const key = value instanceof Map && value.size === 1 ? value.get(1) : null;
  if (!(key instanceof Map) || key.size !== 3 || key.get(1) !== 1 || key.get(-1) !== 6) return null;
  return isBytes(key.get(-2), 32) ? key.get(-2) : null;
}

/** §12.2 */
export function openBadge(bytes) {
  if (!isBytes(bytes) || bytes.length > 2048) return null;
  const parts = partsOf('badge', bytes);
  const claims = parts && decode(parts.payload);
  if (!(claims instanceof Map) || ![...claims.keys()].every((claim) => CLAIMS.has(claim))) return null;
  const [issuer, holder] = [readIssuer(claims.get(1)), readHolder(claims.get(8))];
  const [untilS, fromS, issuedS, id] = [4, 5, 6, 7].map((claim) => claims.get(claim));
  if (!issuer || !holder || ![untilS, fromS, issuedS].every(isTimeS) || !isBytes(id, 8)) return null;
  const names = readNames(claims.get(-70001));
  if (!names || !isText(claims.get(-70004), 32)) return null;
  const urdu = claims.has(-70003) ? readNames(claims.get(-70003)) : null;
  if (claims.has(-70003) && urdu?.department.length !== names.department.length) return null;
  if (claims.has(-70005) && !isName(claims.get(-70005))) return null;
  const former = claims.get(-70006);
  if (claims.has(-70006) && !(isBytes(former, 32) && !sameBytes(former, holder))) return null;
  const right = claims.has(-70002) ? readRight(claims.get(-70002)) : undefined;
  if (right === null || !isSoundKey(holder) || !isSigned('badge', parts, issuer)) return null;
  return {
    issuer: hex(issuer),
    holder: hex(holder),
    id: hex(id),
    issuedS,
    fromS,
    untilS,
    names,
    urdu,
    grade: claims.get(-70004),
    /** The department that its holder may issue badges for; null of a badge that is somebody's identity. */
    mayIssueFor: right ?? null,
  };
}

function readRight(value) {
  if (!Array.isArray(value) || value.length !== 2 || value[0] !== 'issue' || !Array.isArray(value[1]))
    return null;
  return value[1].length === 0 || isDepartment(value[1]) ? value[1] : null;
}

/** Who signs for an authority: itself, or the registrar whose badge stands in the document. */
function issuedBy(authority, registrarBytes) {
  if (registrarBytes === null) return { key: authority, registrar: null };
  const registrar = openBadge(registrarBytes);
  if (!registrar?.mayIssueFor || registrar.issuer !== hex(authority)) return null;
  return { key: Buffer.from(registrar.holder, 'hex'), registrar };
}

/** §12.4 */
export function openRevocations(bytes) {
  const parts = partsOf('revocations', bytes, MAX_DOC_BYTES);
  const wire = parts && decodeArray(parts.payload, MAX_DOC_BYTES);
  if (wire?.length !== 9 || wire[0] !== 1 || !isBytes(wire[1], 32)) return null;
  const [, authority, registrarBytes, number, issuedMs, nextUpdateMs, badges, people, devices] = wire;
  const by = issuedBy(authority, registrarBytes);
  if (!by || !isCount(number) || !isTimeMs(issuedMs) || !isTimeMs(nextUpdateMs)) return null;
  const rows = (value, length) =>
    isListOf(value, 4096, (row) => Array.isArray(row) && row.length === 2 && isBytes(row[0], length) && isTimeMs(row[1])); // prettier-ignore
  if (!rows(badges, 8) || !rows(people, 32) || !rows(devices, 32)) return null;
  if (badges.length + people.length + devices.length > 4096) return null;
  if (!isSigned('revocations', parts, by.key)) return null;
  const named = (value) => value.map(([what, fromMs]) => ({ what: hex(what), fromMs }));
  return {
    authority: hex(authority),
    issuer: hex(by.key),
    registrar: by.registrar,
    number,
    nextUpdateMs,
    badges: named(badges),
    people: named(people),
    devices: named(devices),
  };
}

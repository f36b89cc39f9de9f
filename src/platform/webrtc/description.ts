/** Largest session description that is looked at, in characters. Ours are about 1 500 with a few candidates. */
export const MAX_DESCRIPTION_CHARS = 6 * 1024;

/** What of a session description (RFC 8866) matters here. */
export interface Description {
  /** SHA-256 of the DTLS certificate that the browser will insist on, 32 bytes. */
  readonly fingerprint: Uint8Array;
}

/**
 * Reads a session description from either side; null unless it asks for one data channel transport (RFC 8841) and
 * nothing else, under one SHA-256 fingerprint (RFC 8122 §5). Never throws.
 */
export function readDescription(sdp: string): Description | null {
  if (sdp.length > MAX_DESCRIPTION_CHARS) return null;
  const lines = sdp.split(/\r?\n/);
  const media = lines.filter((line) => line.startsWith('m='));
  if (
    media.length !== 1 ||
    !/^m=application \d{1,5} (UDP|TCP)\/DTLS\/SCTP webrtc-datachannel$/.test(media[0]!)
  ) {
    return null;
  }
  const fingerprints = lines.filter((line) => line.startsWith('a=fingerprint:')).map(readFingerprint);
  const [first, ...others] = fingerprints;
  if (!first || others.some((other) => other !== first)) return null;
  return { fingerprint: Uint8Array.from(first.split(':'), (byte) => parseInt(byte, 16)) };
}

const readFingerprint = (line: string): string | null =>
  /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})\s*$/i.exec(line)?.[1]?.toLowerCase() ?? null;

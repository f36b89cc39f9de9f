import type { ChannelBinding } from '../../app/ports.js';
import { sameBytes } from '../../protocol/codec.js';
import { readDescription } from './description.js';

/** `RTCDtlsTransport.getRemoteCertificates`, which TypeScript's library leaves out: Chromium 72, Safari 15.4, Firefox 153. */
interface DtlsTransport {
  getRemoteCertificates?(): readonly ArrayBuffer[];
}

/**
 * The fingerprints of both certificates of a connected `pc`; null if they do not add up.
 *
 * The remote one is computed from the certificate that the other side really showed, where the browser tells, and
 * must be the one that its description promised. Elsewhere the browser's own check of that promise has to do.
 */
export async function readChannelBinding(pc: RTCPeerConnection): Promise<ChannelBinding | null> {
  const local = readDescription(pc.localDescription?.sdp ?? '')?.fingerprint;
  const promised = readDescription(pc.remoteDescription?.sdp ?? '')?.fingerprint;
  if (!local || !promised) return null;
  const transport = pc.sctp?.transport as DtlsTransport | undefined;
  if (!transport?.getRemoteCertificates) return { local, remote: promised };
  const certificate = transport.getRemoteCertificates()[0];
  if (!certificate) return null;
  const remote = new Uint8Array(await crypto.subtle.digest('SHA-256', certificate));
  return sameBytes(remote, promised) ? { local, remote } : null;
}

import { assert } from '@open-wc/testing';
import { hex } from '../../../test/contract/harness.js';
import { readChannelBinding } from './channel-binding.js';

const certificate = new TextEncoder().encode('a certificate').buffer as ArrayBuffer;
const digest = async () => new Uint8Array(await crypto.subtle.digest('SHA-256', certificate));
const colons = (bytes: Uint8Array) => hex(bytes).match(/../g)!.join(':');
const sdp = (fingerprint: Uint8Array) =>
  `v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=fingerprint:sha-256 ${colons(fingerprint)}\r\n`;
const ours = new Uint8Array(32).fill(1);

/** A connected connection, as far as its binding is concerned. */
const connected = (remote: string, transport: object | null) =>
  ({
    localDescription: { sdp: sdp(ours) },
    remoteDescription: { sdp: remote },
    sctp: transport && { transport },
  }) as unknown as RTCPeerConnection;
const shows = (...certificates: ArrayBuffer[]) => ({ getRemoteCertificates: () => certificates });

describe('readChannelBinding', () => {
  it('takes the certificate that was shown, if it is the one that was promised', async () => {
    const binding = await readChannelBinding(connected(sdp(await digest()), shows(certificate)));
    assert.equal(hex(binding!.local), hex(ours));
    assert.equal(hex(binding!.remote), hex(await digest()));
  });

  it('takes what was promised where the browser does not tell', async () => {
    for (const transport of [{}, null]) {
      const binding = await readChannelBinding(connected(sdp(await digest()), transport));
      assert.equal(hex(binding!.remote), hex(await digest()));
    }
  });

  it('refuses another certificate than the promised one, none, and no promise', async () => {
    const promised = await digest();
    const other = new Uint8Array(certificate.slice(1)).buffer;
    assert.isNull(await readChannelBinding(connected(sdp(promised), shows(other))));
    assert.isNull(await readChannelBinding(connected(sdp(ours), shows(certificate))));
    assert.isNull(await readChannelBinding(connected(sdp(promised), shows())));
    assert.isNull(await readChannelBinding(connected('v=0', shows(certificate))));
  });
});

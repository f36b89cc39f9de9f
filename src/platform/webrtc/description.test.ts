import { assert } from '@open-wc/testing';
import { hex } from '../../../test/contract/harness.js';
import { MAX_DESCRIPTION_CHARS, readDescription } from './description.js';

const bytes = Array.from({ length: 32 }, (_, i) => i + 100);
const colons = bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
const session = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0'];
const media = ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0'];
const fingerprint = `a=fingerprint:sha-256 ${colons}`;
const sdp = (...lines: string[]) => [...lines, ''].join('\r\n');

describe('readDescription', () => {
  it('reads the fingerprint of a data channel, wherever it stands', () => {
    for (const text of [
      sdp(...session, ...media, fingerprint),
      sdp(...session, fingerprint, ...media),
      sdp(...session, fingerprint, ...media, fingerprint.toLowerCase()),
    ]) {
      assert.equal(hex(readDescription(text)!.fingerprint), hex(Uint8Array.from(bytes)));
    }
  });

  it('reads what this browser itself makes', async () => {
    const pc = new RTCPeerConnection({ iceServers: [] });
    pc.createDataChannel('x');
    const { sdp: made } = await pc.createOffer();
    assert.equal(readDescription(made!)?.fingerprint.byteLength, 32);
    pc.addTransceiver('audio');
    const { sdp: withAudio } = await pc.createOffer();
    assert.isNull(readDescription(withAudio!));
    pc.close();
  });

  const other = fingerprint.replace('64:', '65:');
  for (const [what, text] of [
    ['nothing', ''],
    ['no media', sdp(...session, fingerprint)],
    ['two data channels', sdp(...session, ...media, ...media, fingerprint)],
    ['sound', sdp(...session, 'm=audio 9 UDP/TLS/RTP/SAVPF 111', fingerprint)],
    ['sound beside the data', sdp(...session, ...media, fingerprint, 'm=audio 9 UDP/TLS/RTP/SAVPF 111')],
    ['another protocol', sdp(...session, 'm=application 9 UDP/BFCP *', fingerprint)],
    ['no fingerprint', sdp(...session, ...media)],
    ['two fingerprints', sdp(...session, ...media, fingerprint, other)],
    ['a weak fingerprint', sdp(...session, ...media, `a=fingerprint:sha-1 ${colons.slice(0, 59)}`)],
    ['a weak one beside a strong one', sdp(...session, ...media, fingerprint, `a=fingerprint:md5 ${colons}`)],
    ['a short fingerprint', sdp(...session, ...media, fingerprint.slice(0, -3))],
    ['a long fingerprint', sdp(...session, ...media, `${fingerprint}:00`)],
    [
      'too many characters',
      sdp(...session, ...media, fingerprint, `a=x:${'y'.repeat(MAX_DESCRIPTION_CHARS)}`),
    ],
  ] as const) {
    it(`refuses ${what}`, () => assert.isNull(readDescription(text)));
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { candidateAddresses } from './candidate-addresses.js';

const candidate = (address: string, more = ''): string =>
  `a=candidate:842163049 1 udp 1677729535 ${address} 46154 typ srflx${more}`;

describe('the addresses of a description', () => {
  it('are those of its candidates, each once, and not where those were seen from', () => {
    const sdp = [
      'v=0',
      'c=IN IP4 10.9.9.9',
      candidate('10.1.2.3', ' raddr 192.168.7.7 rport 9 generation 0'),
      candidate('10.1.2.3'),
      candidate('fd00::7'),
      candidate('1c2d-33.local'),
      'a=end-of-candidates',
    ].join('\r\n');
    assert.deepEqual(candidateAddresses(sdp), ['10.1.2.3', 'fd00::7', '1c2d-33.local']);
  });

  it('are none where there is no candidate', () => {
    for (const sdp of ['', 'offer 7', 'a=candidate:', 'a=candidate:1 1 udp 5', candidate('a b')])
      assert.deepEqual(candidateAddresses(sdp), []);
  });

  it('are not without end', () => {
    const sdp = Array.from({ length: 500 }, (_, i) => candidate(`10.0.${i % 250}.${i >> 8}`)).join('\r\n');
    assert.equal(candidateAddresses(sdp).length, 32);
  });
});

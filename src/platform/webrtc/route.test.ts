import { assert } from '@open-wc/testing';
import { routeOf } from './route.js';

const local = {
  id: 'L',
  type: 'local-candidate',
  candidateType: 'host',
  address: '10.0.0.2',
  protocol: 'udp',
};
const remote = {
  id: 'R',
  type: 'remote-candidate',
  candidateType: 'srflx',
  address: '10.0.1.3',
  protocol: 'udp',
};
const pair = {
  id: 'P',
  type: 'candidate-pair',
  localCandidateId: 'L',
  remoteCandidateId: 'R',
  bytesSent: 10,
  bytesReceived: 20,
};
const transport = { id: 'T', type: 'transport', selectedCandidatePairId: 'P' };
const direct = {
  path: 'direct',
  transport: 'udp',
  localAddress: '10.0.0.2',
  remoteAddress: '10.0.1.3',
  sentBytes: 10,
  receivedBytes: 20,
} as const;

describe('routeOf', () => {
  it('reads the pair that the transport names, or that names itself', () => {
    const other = { ...pair, id: 'Q', localCandidateId: 'X' };
    assert.deepEqual(routeOf([other, transport, pair, local, remote]), direct);
    assert.deepEqual(routeOf([other, { ...pair, selected: true }, local, remote]), direct);
    assert.deepEqual(
      routeOf([other, { ...pair, nominated: true, state: 'succeeded' }, local, remote]),
      direct,
    );
  });

  it('says that it is a relay, whoever of the two uses it, and how that one is reached', () => {
    const relayed = { ...local, candidateType: 'relay', relayProtocol: 'tls' };
    assert.deepEqual(routeOf([transport, pair, relayed, remote]), {
      ...direct,
      path: 'relay',
      transport: 'tls',
    });
    assert.equal(routeOf([transport, pair, local, { ...remote, candidateType: 'relay' }])!.path, 'relay');
  });

  it('says null where there is no way yet, and no address where the browser hides it', () => {
    assert.isNull(routeOf([]));
    assert.isNull(routeOf([pair, local, remote]));
    assert.isNull(routeOf([transport, pair, local]));
    const { address: _, ...hidden } = remote;
    assert.isNull(routeOf([transport, pair, local, hidden])!.remoteAddress);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { localAddressOf, remoteAddressOf } from './socket-addresses.js';

describe('the addresses of a socket', () => {
  it('are told as often as they are asked for, and not kept on it', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    const caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    for (let i = 0; i < 2; i++) {
      assert.equal(remoteAddressOf(socket), '127.0.0.1');
      assert.equal(localAddressOf(socket), '127.0.0.1');
    }
    const holdsAnAddress = (value: unknown) =>
      typeof value === 'object' && value !== null && 'address' in value && 'family' in value;
    assert.equal(Object.values(socket).some(holdsAnAddress), false);
    assert.equal(socket.remoteAddress, '127.0.0.1');
    assert.equal(Object.values(socket).some(holdsAnAddress), true, 'this Node keeps it somewhere else');
    caller.destroy();
    await once(socket, 'close');
  });
});

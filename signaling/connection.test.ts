import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { Connection } from './connection.js';
import { createTopics } from './topics.js';

describe('a connection', () => {
  it('gets every publication as it was sent, though its device was slow to read them', async (t) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, WebSocket: Connection });
    t.after(() => server.close());
    await once(server, 'listening');
    const device = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const [[connection, { socket }]] = (await Promise.all([
      once(server, 'connection'),
      once(device, 'open'),
    ])) as unknown as [[Connection, IncomingMessage], unknown];
    connection.socket = socket;
    device.pause();

    const topics = createTopics({ perSeat: 1, total: 1 });
    const receive = (frame: object) => topics.receive(connection, Buffer.from(JSON.stringify(frame)));
    receive({ type: 'subscribe', topics: ['room'] });
    const sent: string[] = [];
    while (socket.writableLength < 100 * 1024) {
      const data = `${sent.length}-`.padEnd(12_000, String.fromCharCode(97 + (sent.length % 26)));
      receive({ type: 'publish', topic: 'room', data });
      sent.push(data);
      await new Promise((resolve) => setImmediate(resolve));
    }

    const heard: string[] = [];
    const all = new Promise<void>((resolve) =>
      device.on('message', (bytes: Buffer) => {
        heard.push((JSON.parse(bytes.toString()) as { data: string }).data);
        if (heard.length === sent.length) resolve();
      }),
    );
    device.resume();
    await all;
    const changed = heard.filter((data, i) => data !== sent[i]).length; // told by number: they are long
    assert.equal(changed, 0);
    device.terminate();
  });
});

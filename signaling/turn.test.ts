import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import type { TurnServer } from '../src/protocol/ice-servers.js';
import { parseServerFrame } from '../src/protocol/introducer-frames.js';
import { aServer, TestClient } from './test-server.js';
import { mintTurn, TURN_RENEWAL_MS, TURN_TTL_S } from './turn.js';

const DAY_MS = 86_400_000;
const NOW_MS = 20_781 * DAY_MS + 5;
const turn = { urls: ['turn:10.0.0.5:3478'], secret: 'a secret that nobody else has' };

describe('credentials for the relay', () => {
  it('are those of coturn’s use-auth-secret, and live for ten minutes', () => {
    const { urls, username, credential, ttlS } = mintTurn(turn, NOW_MS);
    assert.deepEqual([urls, ttlS], [turn.urls, 600]);
    assert.match(username, new RegExp(`^${Math.floor(NOW_MS / 1000) + 600}:[A-Za-z0-9_-]{12}$`));
    assert.equal(credential, createHmac('sha1', turn.secret).update(username).digest('base64'));
  });

  it('name nobody: the next ones have nothing in common with them but when they end', () => {
    const ids = Array.from({ length: 100 }, () => mintTurn(turn, NOW_MS).username.split(':')[1]);
    assert.equal(new Set(ids).size, 100);
  });
});

describe('an introducer that knows of a relay', () => {
  it('gives each client credentials of its own in its welcome', async (t) => {
    const server = await aServer(t, { turn, nowMs: () => NOW_MS });
    const [one, other] = [await turnOf(new TestClient(server)), await turnOf(new TestClient(server))];
    assert.notEqual(one.username, other.username);
    assert.equal(one.credential, createHmac('sha1', turn.secret).update(one.username).digest('base64'));
  });

  it('gives new ones to everybody before the old ones end, and none that nobody needs yet', async (t) => {
    let nowMs = NOW_MS;
    const server = await aServer(t, { turn, nowMs: () => nowMs, limits: { heartbeatMs: 300 } });
    const clients = [new TestClient(server), new TestClient(server), new TestClient(server)];
    const first = await Promise.all(clients.map(turnOf));
    nowMs += TURN_RENEWAL_MS - 1;
    for (let i = 0; i < 2; i++) await Promise.all(clients.map(({ socket }) => once(socket, 'ping'))); // a round of the sweep
    for (const client of clients) assert.deepEqual(await client.settle(), []);
    nowMs += 1;
    const second = await Promise.all(clients.map(turnOf));
    const endsS = ({ username }: TurnServer) => Number(username.split(':')[0]);
    for (const [i, { username }] of first.entries()) assert.notEqual(username, second[i]!.username);
    for (const renewed of second) assert.equal(endsS(renewed), Math.floor(nowMs / 1000) + TURN_TTL_S);
    for (const client of clients) assert.deepEqual(await client.settle(), []);
    nowMs -= DAY_MS; // its clock is set right
    for (const renewed of await Promise.all(clients.map(turnOf)))
      assert.equal(endsS(renewed), Math.floor(nowMs / 1000) + TURN_TTL_S);
  });

  it('makes none for what clients say, however fast', async (t) => {
    const server = await aServer(t, { turn });
    const client = await TestClient.join(server);
    for (let i = 0; i < 50; i++) client.send({ type: 'ping' });
    const frames = [];
    for (let i = 0; i < 50; i++) frames.push((await client.next())['type']);
    assert.deepEqual(new Set(frames), new Set(['pong']));
    client.socket.close();
  });
});

async function turnOf(client: TestClient): Promise<TurnServer> {
  const frame = parseServerFrame(JSON.stringify(await client.next()));
  assert.ok(frame.ok && frame.value.type === 'welcome' && frame.value.turn);
  return frame.value.turn;
}

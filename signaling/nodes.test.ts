import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { TestDevice } from '../test/support/introduced-devices.js';
import { freePort, noNats, TestNats } from './test-nats.js';
import { launch, type ServerProcess } from './test-process.js';
import { aDist, until } from './test-server.js';

/**
 * What an IT department puts in front of several nodes: one address, and behind it whichever node answers. It looks at
 * no byte of what it passes on.
 */
async function aBalancer(t: TestContext, address: number, ports: readonly number[]): Promise<void> {
  const sockets = new Set<Socket>();
  let next = 0;
  const server = createServer({ allowHalfOpen: false }, (client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    client.on('close', () => sockets.delete(client));
    const order = ports.map((_, i) => ports[(next + i) % ports.length] ?? 0);
    next++;
    passOn(client, order);
  }).listen(address, '127.0.0.1');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
}

/** To the first node that answers. */
function passOn(client: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined) return void client.destroy();
  const node = connect(port, '127.0.0.1');
  let isThere = false;
  node.on('connect', () => {
    isThere = true;
    client.pipe(node).pipe(client);
  });
  node.on('error', () => undefined);
  node.on('close', () => {
    if (isThere) client.destroy();
    else passOn(client, others);
  });
  client.on('close', () => node.destroy());
}

async function aNode(
  t: TestContext,
  bus: string,
  origins = '',
): Promise<{ node: ServerProcess; port: number }> {
  const env = { PORT: '0', DIST: aDist(t), BUS_URL: bus, ORIGINS: origins, ALLOW_MISSING_ORIGIN: '1' };
  const node = launch(t, env);
  const url = await node.ready();
  await until(async () => (await (await fetch(`${url}/healthz`)).text()) === 'ok', 10_000);
  return { node, port: Number(new URL(url).port) };
}

describe('two nodes behind one address', { skip: noNats }, () => {
  it('introduce devices on either; when one is killed its devices move to the other, and those there notice nothing', async (t) => {
    const nats = await TestNats.start(t);
    // The balancer rewrites nothing, so both nodes have to be told by what name devices know them.
    const address = await freePort();
    const origin = `http://127.0.0.1:${address}`;
    const [one, two] = await Promise.all([aNode(t, nats.url, origin), aNode(t, nats.url, origin)]);
    await aBalancer(t, address, [one.port, two.port]);
    const devices = Array.from({ length: 8 }, () => new TestDevice(address));
    t.after(() => devices.forEach(({ session }) => session.stop()));
    await until(() => devices.every(({ session }) => session.isUp), 15_000);
    for (const [i, device] of devices.entries())
      await device.reaches(devices[(i + 1) % devices.length] ?? device, `before ${i}`);

    one.node.child.kill('SIGKILL');
    await until(() => devices.filter(({ session }) => !session.isUp).length === 4);
    const stayed = devices.filter(({ session }) => session.isUp);
    await stayed[0]?.reaches(stayed[1] ?? assert.fail(), 'still here');
    await until(() => devices.every(({ session }) => session.isUp), 35_000);
    for (const [i, device] of devices.entries())
      await device.reaches(devices[(i + 3) % devices.length] ?? device, `after ${i}`);
    assert.deepEqual(
      stayed.map(({ upsAtMs }) => upsAtMs.length),
      stayed.map(() => 1),
    );
  });

  it('stay up without their bus: nobody loses a connection, and all meet again when it is back', async (t) => {
    const nats = await TestNats.start(t);
    const [one, two] = await Promise.all([aNode(t, nats.url), aNode(t, nats.url)]);
    const [a, b, c] = [new TestDevice(one.port), new TestDevice(two.port), new TestDevice(one.port)];
    const all = [a, b, c];
    t.after(() => all.forEach(({ session }) => session.stop()));
    await until(() => all.every(({ session }) => session.isUp));
    await a.reaches(b, 'over the bus');
    await nats.kill();
    await until(async () =>
      /bus down/.test(await (await fetch(`http://127.0.0.1:${one.port}/healthz`)).text()),
    );
    await a.reaches(c, 'without the bus');
    await assert.rejects(a.reaches(b, 'lost', 500));
    await nats.start();
    await a.reaches(b, 'over the bus again', 25_000);
    for (const { upsAtMs } of all) assert.equal(upsAtMs.length, 1);
  });
});

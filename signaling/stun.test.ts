import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { StunPortTaken, StunResponder } from './stun.js';
import { answerBinding } from './stun-message.js';

const ID = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');

function request(
  change: { type?: number; length?: number; cookie?: number; attributes?: Buffer } = {},
): Buffer {
  const attributes = change.attributes ?? Buffer.alloc(0);
  const head = Buffer.alloc(20);
  head.writeUInt16BE(change.type ?? 1, 0);
  head.writeUInt16BE(change.length ?? attributes.length, 2);
  head.writeUInt32BE(change.cookie ?? 0x2112a442, 4);
  ID.copy(head, 8);
  return Buffer.concat([head, attributes]);
}

const attribute = (type: number, value: string, claimed = value.length): Buffer => {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(claimed, 2);
  padded.write(value, 4);
  return padded;
};

describe('answerBinding', () => {
  it('gives the XOR-MAPPED-ADDRESS of RFC 5769 section 2.2 (IPv4)', () => {
    // The vector's attribute: 00 20 00 08 | 00 01 a1 47 e1 12 a6 43 for 192.0.2.1 port 32853.
    const answer = answerBinding(request(), '192.0.2.1', 32_853);
    assert.equal(answer?.toString('hex'), `0101000c2112a442${ID.toString('hex')}002000080001a147e112a643`);
  });

  it('gives the XOR-MAPPED-ADDRESS of RFC 5769 section 2.3 (IPv6)', () => {
    const answer = answerBinding(request(), '2001:db8:1234:5678:11:2233:4455:6677', 32_853);
    const attributeHex = '002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9';
    assert.equal(answer?.toString('hex'), `010100182112a442${ID.toString('hex')}${attributeHex}`);
  });

  it('reads shortened, mapped and zoned IPv6 addresses', () => {
    const of = (address: string) => answerBinding(request(), address, 1)?.subarray(28).toString('hex');
    assert.equal(of('2001:db8::1'), of('2001:db8:0:0:0:0:0:1'));
    assert.equal(of('::ffff:10.0.0.1'), of('0:0:0:0:0:ffff:a00:1'));
    assert.equal(of('fe80::1%eth0'), of('fe80::1'));
  });

  it('passes over attributes that need not be understood', () => {
    const software = attribute(0x8022, 'Firefox');
    assert.equal(answerBinding(request({ attributes: software }), '10.0.0.1', 1)?.length, 32);
  });

  for (const [what, packet] of [
    ['nothing', Buffer.alloc(0)],
    ['19 bytes', request().subarray(0, 19)],
    ['a packet too long', request({ attributes: attribute(0x8022, 'x'.repeat(600)) })],
    ['a Binding answer', request({ type: 0x0101 })],
    ['a Binding indication', request({ type: 0x0011 })],
    ['another method', request({ type: 0x0003 })],
    ['the wrong cookie', request({ cookie: 0x2112a443 })],
    ['a length that is too great', request({ length: 4 })],
    ['a length that is too small', request({ attributes: attribute(0x8022, 'abcd'), length: 0 })],
    ['an attribute that ends outside', request({ attributes: attribute(0x8022, 'abcd', 64) })],
    ['half an attribute head', request({ attributes: Buffer.from([0x80, 0x22]) })],
    ['an attribute that must be understood', request({ attributes: attribute(0x0003, 'chan') })],
  ] as const) {
    it(`is silent to ${what}`, () => assert.equal(answerBinding(packet, '10.0.0.1', 1), null));
  }

  it('never throws and never sends more than 44 bytes', () => {
    const almost = fc
      .tuple(fc.uint8Array({ maxLength: 600 }), fc.boolean())
      .map(([bytes, isStun]) => (isStun ? Buffer.concat([request(), bytes]) : Buffer.from(bytes)));
    fc.assert(
      fc.property(almost, fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(65_535), (packet, address, port) => {
        const answer = answerBinding(packet, address, port);
        assert.ok(answer === null || answer.length === 32 || answer.length === 44);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe('the STUN responder', () => {
  const ask = async (port: number, packets: Buffer[]) => {
    const socket = createSocket('udp4');
    const answers: Buffer[] = [];
    socket.on('message', (answer) => answers.push(answer));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    for (const packet of packets) socket.send(packet, port, '127.0.0.1');
    return { socket, answers, own: socket.address().port };
  };

  it('tells a client its own address and port, and is silent to junk', async (t) => {
    const stun = new StunResponder(0, () => performance.now());
    t.after(() => stun.close());
    await stun.listen(['127.0.0.1']);
    const { socket, answers, own } = await ask(stun.port!, [
      Buffer.from('junk'),
      request({ type: 3 }),
      request(),
    ]);
    t.after(() => socket.close());
    await once(socket, 'message');
    assert.equal(answers.length, 1);
    assert.deepEqual(answers[0], answerBinding(request(), '127.0.0.1', own));
    assert.equal(stun.answers, 1);
  });

  it('answers one address 200 times in a second and again in the next', async (t) => {
    let nowMs = 5_000;
    const stun = new StunResponder(0, () => nowMs);
    t.after(() => stun.close());
    await stun.listen(['127.0.0.1']);
    const [asker, fence] = [createSocket('udp4'), createSocket('udp4')];
    t.after(() => [asker, fence].forEach((socket) => socket.close()));
    asker.bind(0, '127.0.0.1');
    fence.bind(0, '127.0.0.2');
    await Promise.all([once(asker, 'listening'), once(fence, 'listening')]);
    // Loopback keeps packets in order: once the other address has its answer, the lot before it has been dealt with.
    const sendLot = async (packets: number) => {
      for (let i = 0; i < packets; i++) asker.send(request(), stun.port!, '127.0.0.1');
      fence.send(request(), stun.port!, '127.0.0.1');
      await once(fence, 'message');
    };
    for (let lot = 0; lot < 20; lot++) await sendLot(20);
    assert.equal(stun.answers, 200 + 20);
    nowMs += 1_000;
    await sendLot(20);
    assert.equal(stun.answers, 220 + 20 + 1);
  });

  it('binds each address on its own, names the one that was asked, and lets go of one that is gone', async (t) => {
    const stun = new StunResponder(0, () => 0);
    t.after(() => stun.close());
    await stun.listen(['127.0.0.1', '127.0.0.2']);
    assert.deepEqual(stun.urlsFor('127.0.0.2'), [`stun:127.0.0.2:${stun.port}`]);
    assert.deepEqual(stun.urlsFor('::ffff:127.0.0.1'), [`stun:127.0.0.1:${stun.port}`]);
    assert.deepEqual(stun.urlsFor('10.9.8.7'), []);
    await stun.follow(['127.0.0.1', '127.0.0.3']);
    assert.deepEqual(stun.urlsFor('127.0.0.2'), []);
    assert.equal(stun.urlsFor('127.0.0.3').length, 1);
  });

  it('passes over an address the machine does not have', async (t) => {
    const stun = new StunResponder(0, () => 0);
    t.after(() => stun.close());
    await stun.listen(['192.0.2.77', '127.0.0.1']);
    assert.equal(stun.urlsFor('127.0.0.1').length, 1);
  });

  it('says that its port is taken, or takes another one when it may', async (t) => {
    const holder = createSocket('udp4');
    t.after(() => holder.close());
    holder.bind(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address();
    const [firm, lenient] = [new StunResponder(port, () => 0), new StunResponder(port, () => 0)];
    t.after(() => lenient.close());
    await assert.rejects(firm.listen(['127.0.0.1']), StunPortTaken);
    await lenient.follow(['127.0.0.1']);
    assert.notEqual(lenient.port, port);
    assert.ok(lenient.port! > 0);
  });
});

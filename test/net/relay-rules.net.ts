import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCa, issueLeaf } from '../../signaling/certificates.js';
import { constraintsFor } from '../../signaling/name-constraints.js';
import { mintTurn } from '../../signaling/turn.js';
import { lacks } from '../e2e/harness/tools.js';
import type { TurnErrand, TurnReport, TurnVisit } from '../support/turn-errand.js';
import { IsolatedLan, type Host } from './harness/isolated-lan.js';
import { askFrom, Relay } from './harness/relay.js';

const SECRET = 'a secret of this test alone';
/** How often each refusal is asked for (G11). */
const TIMES = 20;
/** RFC 8656, sections 7.2 and 9.2; RFC 8489, section 14.8. */
const [GRANTED, UNAUTHENTICATED, FORBIDDEN, QUOTA_REACHED, NO_SUCH_TRANSPORT] = [0, 401, 403, 486, 442];

describe('coturn under deploy/turnserver.conf (G11)', { skip: lacks('ip', 'ss', 'turnserver') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'beep-relay-'));
  const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  let lan: IsolatedLan;
  let relay: Relay;
  let desk: Host;

  before(async () => {
    lan = IsolatedLan.make();
    const host = lan.add();
    desk = lan.add();
    const ca = await createCa('relay', constraintsFor([host.address]), Date.now());
    const leaf = await issueLeaf(ca, [host.address], Date.now());
    writeFileSync(tls.cert, leaf.cert);
    writeFileSync(tls.key, leaf.key);
    // The last two are what an operator must not do, and what coturn refuses even so.
    const allowed = [
      `${desk.address}-${desk.address}`,
      '127.0.0.0-127.255.255.255',
      '224.0.0.0-239.255.255.255',
    ];
    relay = await Relay.start(host, { secret: SECRET, allowed, tls });
  });
  after(async () => {
    try {
      await relay?.[Symbol.asyncDispose]();
    } finally {
      lan?.[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const visit = (fields: Partial<TurnVisit> = {}, secret = SECRET, ageMs = 0): TurnVisit => ({
    ...mintTurn({ urls: [], secret }, Date.now() - ageMs),
    ...fields,
  });
  const ask = (
    visits: readonly TurnVisit[],
    way: Partial<Pick<TurnErrand, 'port' | 'over'>> = {},
  ): TurnReport => askFrom(desk, { address: relay.host.address, port: 3478, over: 'udp', ...way, visits });
  /** The codes that came of asking many times whether packets may pass to one of these addresses. */
  const permitCodes = (...permits: readonly string[]): Set<number> => {
    const report = ask(Array.from({ length: TIMES / permits.length }, () => visit({ permits })));
    for (const { allocate } of report) assert.equal(allocate.code, GRANTED);
    return new Set(report.flatMap((one) => one.permits.map(({ code }) => code)));
  };
  const times = (make: () => TurnVisit): TurnVisit[] => Array.from({ length: TIMES }, make);
  const allocateCodes = (visits: readonly TurnVisit[]): Set<number> =>
    new Set(ask(visits).map(({ allocate }) => allocate.code));

  for (const [over, port] of [
    ['udp', 3478],
    ['tcp', 3478],
    ['tls', 443],
  ] as const) {
    it(`lets in who holds a credential of the introducer, by ${over}, to a client subnet`, () => {
      const [report] = ask([visit({ permits: [desk.address] })], { over, port });
      assert.deepEqual([report?.allocate.code, report?.permits[0]?.code], [GRANTED, GRANTED]);
    });
  }

  it('refuses a credential that has run out', () => {
    assert.deepEqual(allocateCodes(times(() => visit({}, SECRET, 601_000))), new Set([UNAUTHENTICATED]));
  });

  it('refuses a credential under another secret, and one whose end was put off', () => {
    assert.deepEqual(
      allocateCodes(times(() => visit({}, 'another secret altogether'))),
      new Set([UNAUTHENTICATED]),
    );
    const putOff = (): TurnVisit => {
      const { username, ...rest } = visit();
      return { ...rest, username: username.replace(/^\d+/, (endS) => String(Number(endS) + 3600)) };
    };
    assert.deepEqual(allocateCodes(times(putOff)), new Set([UNAUTHENTICATED]));
  });

  it('keeps who is in when their credential runs out: links last longer than ten minutes', () => {
    const [report] = ask([visit({ stayMs: 7_500, permits: [desk.address] }, SECRET, 593_500)]);
    assert.deepEqual(
      [report?.allocate.code, report?.refresh?.code, report?.permits[0]?.code],
      [GRANTED, GRANTED, GRANTED],
    );
  });

  it('relays to no address of its own loopback, even where that was allowed by mistake', () => {
    assert.deepEqual(
      permitCodes('127.0.0.1', '127.8.8.8', '0.0.0.0', '127.255.255.254'),
      new Set([FORBIDDEN]),
    );
  });

  it('relays to no server VLAN', () => {
    assert.deepEqual(permitCodes(lan.server.address, '10.78.0.1'), new Set([FORBIDDEN]));
  });

  it('relays to no link-local address', () => {
    assert.deepEqual(permitCodes('169.254.0.1', '169.254.169.254'), new Set([FORBIDDEN]));
  });

  it('relays to no multicast or broadcast address, even where that was allowed by mistake', () => {
    assert.deepEqual(
      permitCodes('224.0.0.251', '239.255.255.250', '255.255.255.255', '224.0.0.1'),
      new Set([FORBIDDEN]),
    );
  });

  it('relays no TCP', () => {
    assert.deepEqual(allocateCodes([visit({ transport: 6 })]), new Set([NO_SUCH_TRANSPORT]));
  });

  it('gives one credential no more than its share', () => {
    // Each visit leaves its allocation behind: nobody says goodbye.
    const one = visit();
    const codes = ask(Array.from({ length: 25 }, () => one)).map(({ allocate }) => allocate.code);
    assert.deepEqual(codes, [...Array<number>(24).fill(GRANTED), QUOTA_REACHED]);
  });

  it('says nothing of what it is, and writes down nobody’s address', () => {
    const [granted, refused] = ask([visit(), visit({}, 'another secret altogether')]);
    assert.deepEqual([granted?.allocate.software, refused?.allocate.software], [null, null]);
    assert.doesNotMatch(relay.said, /\d+\.\d+\.\d+\.\d+/);
  });
});

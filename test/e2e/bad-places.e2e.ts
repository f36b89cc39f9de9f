import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { NONSENSE, startNonsense } from './harness/nonsense.js';
import { AppServer } from './harness/app-server.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** How long a person may wait to be told that the server talks nonsense, in ms: the app gives it 10 s to say hello. */
const TOLD_WITHIN_MS = 40_000;
/** How long a browser may go on writing after its share of the disk was taken away, in ms. */
const FULL_WITHIN_MS = 60_000;

describe('bad places', { skip: lacksProc() }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage[Symbol.asyncDispose]());

  // Two at a time: the disk takes half a minute to be full, and another one's people need nothing of it.
  describe('of every kind', { concurrency: 2 }, () => {
    it('a full disk: the sentence, the text kept, and everything arrives once there is room', async () => {
      const [ayesha, bilal] = [
        await stage.person('Ayesha'),
        await stage.person('Bilal', { ownProcess: true }),
      ];
      await stage.meet(ayesha, bilal);
      await bilal.say('while there is room');
      await ayesha.waitForMessage('while there is room');
      const debug = await bilal.page.context().newCDPSession(bilal.page);
      const setQuota = (quotaSize?: number) =>
        debug.send('Storage.overrideQuotaForOrigin', {
          origin: stage.url,
          ...(quotaSize === undefined ? {} : { quotaSize }),
        });
      await setQuota(1);
      // What the browser has set aside for the page it lets it use up, for half a minute at most.
      const lines: string[] = [];
      await until(
        'the disk is full',
        async () => {
          lines.push(`line ${lines.length}`);
          await bilal.type(lines.at(-1)!);
          await bilal.send();
          return until('the line is kept or refused', async () =>
            (await bilal.alerts()).includes('storage-full')
              ? 'full'
              : (await bilal.texts()).includes(lines.at(-1)!) && 'kept',
          ).then((what) => what === 'full');
        },
        FULL_WITHIN_MS,
      );
      const refused = lines.at(-1)!;
      await bilal.page
        .getByText('This device is out of space, so the last step was not kept.')
        .first()
        .waitFor();
      await until('the text is back', async () => (await bilal.draft()) === refused);
      assert.ok(!(await bilal.texts()).includes(refused));
      // Nor is anything called delivered that could not be kept.
      await ayesha.say('can you keep this?');
      await ayesha.say('and this?');
      await bilal.page.locator('beep-banners [data-kind="storage-full"]').waitFor();
      for (const text of ['can you keep this?', 'and this?'])
        assert.equal((await ayesha.waitForMessage(text)).state, 'saved');

      await setQuota();
      await bilal.send();
      await bilal.waitForState(refused, ['delivered', 'read'], 60_000);
      for (const text of ['can you keep this?', 'and this?']) {
        await bilal.waitForMessage(text, 60_000);
        await ayesha.waitForState(text, ['delivered', 'read'], 60_000);
      }
      await ayesha.waitForDigest(() => bilal.digest());
      assert.deepEqual(await ayesha.texts(), await bilal.texts());
      assert.deepEqual(
        (await bilal.texts()).filter((text) => text.startsWith('line')),
        lines,
      );
      assert.equal((await bilal.texts()).length, lines.length + 3);
      await stage.leave(ayesha, bilal);
    });

    it('a private window without a store: the sentence, and no first screen', async () => {
      for (const deny of [removeIndexedDb, refuseIndexedDb]) {
        const guest = await stage.newcomer('Guest', { initScript: deny });
        await guest.waitForAlert('storage-unavailable');
        await guest.page.getByText('This browser does not let Beep keep anything').waitFor();
        assert.equal(await guest.page.getByRole('textbox').count(), 0);
        await stage.leave(guest);
      }
    });

    it('a browser that lacks what Beep needs: the sentence, in both languages where none can be chosen', async () => {
      const old = await stage.newcomer('Guest', { initScript: removeWebRtc });
      await old.page.getByText('This browser cannot run Beep').waitFor();
      await old.page.getByText('یہ براؤزر بیپ نہیں چلا سکتا').waitFor();
      await stage.leave(old);
      for (const lack of [removeLocks, removeBroadcastChannel]) {
        const guest = await stage.newcomer('Guest', { initScript: lack });
        await guest.waitForAlert('unsupported-browser');
        await guest.page.getByText('This browser lacks something Beep cannot do without.').waitFor();
        await stage.leave(guest);
      }
    });

    it('a clock that is wrong by years: both meet and chat all the same', async () => {
      const ayesha = await stage.person('Ayesha');
      for (const [name, offsetMs] of [
        ['Behind', -20 * YEAR_MS],
        ['Ahead', 30 * YEAR_MS],
      ] as const) {
        const wrong = await stage.stranger(name);
        await wrong.page.clock.install({ time: Date.now() + offsetMs });
        await wrong.visit(stage.url);
        await wrong.getStarted();
        await stage.meet(ayesha, wrong);
        // Only beside what a right clock wrote can one see that a clock is behind.
        await ayesha.say(`it is today, ${name}`);
        await wrong.waitForMessage(`it is today, ${name}`);
        await wrong.say(`what year is it? ${name}`);
        const received = await ayesha.waitForMessage(`what year is it? ${name}`);
        assert.equal(received.flag, 'clock', 'the time is called uncertain');
        await ayesha.say(`look outside, ${name}`);
        await wrong.waitForMessage(`look outside, ${name}`);
        await ayesha.waitForState(`look outside, ${name}`, 'read');
        assert.deepEqual(await ayesha.texts(), await wrong.texts());
        // And the other way: who is wrong may be the one that is asked.
        const link = await wrong.myLink();
        const third = await stage.person(`Third of ${name}`);
        await third.addContact(link);
        await third.waitForStanding('linked');
        await stage.leave(wrong, third);
      }
      await stage.leave(ayesha);
    });

    /** Everything that needs nobody goes on. */
    async function assertWorksAlone(guest: Person) {
      assert.match(await guest.myLink(), /#\/add\//);
      await guest.goTo('Settings');
      await guest.page.getByRole('heading', { name: 'Settings' }).waitFor();
      await guest.page.reload();
      await guest.page.getByRole('navigation', { name: 'Main' }).waitFor();
    }

    // Likewise, since most of each is the time that the app gives a server, or itself, before it says so.
    describe('an introducer', { concurrency: 2 }, () => {
      for (const nonsense of Object.keys(NONSENSE) as (keyof typeof NONSENSE)[]) {
        it(`that answers nonsense (${nonsense}): Beep says so and goes on`, async () => {
          await using server = await startNonsense(nonsense);
          const guest = await stage.stranger('Guest', { origins: [server.url] });
          await guest.visit(server.url);
          await guest.getStarted();
          await guest.waitForAlert('server-nonsense', TOLD_WITHIN_MS);
          assert.equal((await guest.connection()).up, false);
          await assertWorksAlone(guest);
          await stage.leave(guest);
        });
      }

      it('that shuts the door at once: Beep is offline and goes on', async () => {
        await using server = await AppServer.start();
        let knocks = 0;
        server.sockets.on('connection', (socket) => {
          knocks++;
          socket.close(1013);
        });
        const guest = await stage.stranger('Guest', { origins: [server.url] });
        await guest.visit(server.url);
        await guest.getStarted();
        await until('it has knocked three times', () => knocks >= 3, TOLD_WITHIN_MS);
        assert.equal((await guest.connection()).up, false);
        await assertWorksAlone(guest);
        await stage.leave(guest);
      });
    });
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});

// Each of these runs in the page first.
function removeIndexedDb(): void {
  Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
}
function refuseIndexedDb(): void {
  IDBFactory.prototype.open = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
}
function removeWebRtc(): void {
  Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
}
function removeLocks(): void {
  Reflect.deleteProperty(Navigator.prototype, 'locks');
}
function removeBroadcastChannel(): void {
  Reflect.deleteProperty(globalThis, 'BroadcastChannel');
}

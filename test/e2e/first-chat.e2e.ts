import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { decodeQrPicture } from './harness/qr-picture.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** Both write, both read, and each screen says of it what is true. */
async function chat(host: Person, guest: Person): Promise<void> {
  await guest.say('Salaam, the file is with me.');
  await host.waitForMessage('Salaam, the file is with me.');
  await guest.waitForState('Salaam, the file is with me.', 'read');

  await host.say('Wa alaikum as-salaam. Send it on.');
  const received = await guest.waitForMessage('Wa alaikum as-salaam. Send it on.');
  assert.equal(received.state, 'received');
  await host.waitForState('Wa alaikum as-salaam. Send it on.', 'read');

  const texts = ['Salaam, the file is with me.', 'Wa alaikum as-salaam. Send it on.'];
  assert.deepEqual(await host.texts(), texts);
  assert.deepEqual(await guest.texts(), texts);
  assert.equal(await host.digest(), await guest.digest());
}

describe('a first chat', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  before(async () => {
    stage = await Stage.open();
    ayesha = await stage.person('Ayesha Khan');
    bilal = await stage.person('Bilal');
  });
  after(() => stage[Symbol.asyncDispose]());

  it('two profiles of one browser meet by one link and chat both ways', async () => {
    await stage.meet(ayesha, bilal);
    await chat(ayesha, bilal);
  });

  it('says how many messages are unread, and forgets it when they are read', async () => {
    await ayesha.goTo('Contacts');
    await bilal.say('one');
    await bilal.say('two');
    await bilal.waitForState('two', 'delivered');
    await ayesha.goTo('Chats');
    const row = ayesha.page
      .getByRole('list', { name: 'Conversations' })
      .getByRole('link', { name: /^\s*Bilal/ });
    await row.filter({ hasText: '2 unread messages' }).waitFor();
    assert.match(await ayesha.page.title(), /^\(2\)/);
    assert.deepEqual(
      (await bilal.messages()).slice(-2).map(({ state }) => state),
      ['delivered', 'delivered'],
    );
    await ayesha.open('Bilal');
    await bilal.waitForState('two', 'read');
    await until('no number is in the title', async () => !/\d/.test(await ayesha.page.title()));
    await ayesha.goTo('Chats');
    await row.waitFor();
    assert.doesNotMatch(await row.innerText(), /unread/);
  });

  it('tells the other a new name', async () => {
    await ayesha.goTo('Settings');
    await ayesha.page.getByRole('textbox', { name: 'Your name' }).fill('Ayesha Siddiqui');
    await ayesha.page.getByRole('button', { name: 'Save name' }).click();
    await bilal.page.getByRole('heading', { name: 'Ayesha Siddiqui' }).waitFor();
  });

  it('a link opened in the browser leads to the same confirmation', async () => {
    const chandni = await stage.person('Chandni');
    const link = await ayesha.myLink();
    await chandni.page.goto(link);
    await chandni.page.getByText('This is the card of').waitFor();
    await chandni.page.getByRole('status').getByText('Ayesha Siddiqui').waitFor();
    await chandni.goTo('Chats');
    assert.equal(await chandni.knows('Ayesha'), false, 'nothing is kept before the button is pressed');
    await chandni.followLink(link);
    await chandni.waitForStanding('linked');
    await until('she knows her', () => ayesha.knows('Chandni'));
    await stage.leave(chandni);
  });

  it('two browsers meet by a link that was opened before there was a name, and chat both ways', async () => {
    const [host, guest] = [
      await stage.person('Ayesha Khan', { ownProcess: true }),
      await stage.newcomer('Bilal', { ownProcess: true }),
    ];
    await guest.page.goto(await host.myLink());
    await guest.getStarted();
    await guest.page.getByRole('button', { name: 'Add contact' }).click();
    await guest.waitForStanding('linked');
    await host.open('Bilal');
    await chat(host, guest);
    await stage.leave(host, guest);
  });

  it('the QR code says what the link says, and the button copies it', async () => {
    const { page } = ayesha;
    await page.getByRole('button', { name: 'New chat' }).click();
    const picture = page.getByRole('img', { name: 'QR code of my card' });
    const field = page.getByRole('textbox', { name: 'My link' });
    const link = await field.inputValue();
    assert.match(link, new RegExp(`^${stage.url}/#/add/[A-Za-z0-9_-]+$`));
    assert.equal(await decodeQrPicture(page.context(), await picture.screenshot()), link);

    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('Copied. Paste it into a message').waitFor();
    // The policy keeps scripts from reading the clipboard; a person pastes.
    const theirs = page.getByRole('textbox', { name: 'Their link' });
    await theirs.focus();
    await page.keyboard.press('Control+V');
    assert.equal(await theirs.inputValue(), link);
    await ayesha.waitForAlert('link-own');

    await page.getByRole('button', { name: 'Make another link' }).click();
    await until('there is another link', async () => (await field.inputValue()) !== link);
    await page.keyboard.press('Escape');
  });

  it('a camera that sees the QR code is enough', async () => {
    await ayesha.page.getByRole('button', { name: 'New chat' }).click();
    const clip = await cameraView(ayesha);
    const film = join(tmpdir(), `beep-card-${process.pid}.mjpeg`);
    await writeFile(film, await ayesha.page.screenshot({ type: 'jpeg', quality: 95, clip }));
    try {
      const danish = await stage.person('Danish', {
        ownProcess: true,
        permissions: ['camera'],
        flags: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
      });
      await danish.page.getByRole('button', { name: 'New chat' }).click();
      await danish.page.getByRole('button', { name: 'Scan QR code' }).click();
      await danish.page.getByText('This is the card of').waitFor();
      await danish.page.getByRole('button', { name: 'Add contact' }).click();
      await danish.waitForStanding('linked');
      // Whoever shows the card hears of it where they are.
      await ayesha.page.getByText('has added you').waitFor();
    } finally {
      await rm(film, { force: true });
    }
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});

/** A part of her screen with the code in the middle, in the shape of a camera's picture. */
async function cameraView({ page }: Person) {
  const box = await page.getByRole('img', { name: 'QR code of my card' }).boundingBox();
  assert.ok(box);
  const [width, height] = [400, 300];
  return { x: box.x + box.width / 2 - width / 2, y: box.y + box.height / 2 - height / 2, width, height };
}

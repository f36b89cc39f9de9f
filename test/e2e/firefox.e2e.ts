import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BidiPage } from './harness/bidi.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacks } from './harness/tools.js';
import { until } from './harness/until.js';

const LINKED_WITHIN_MS = 45_000;

/** All that speaks to nobody by itself, and finds itself on a machine that has nothing but itself. */
const PREFERENCES = {
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
};

describe('Firefox and Chromium', { skip: lacks('firefox-esr') }, () => {
  let stage: Stage;
  let ayesha: Person;
  let firefox: BidiPage;
  let profile: string;

  before(async () => {
    stage = await Stage.open();
    ayesha = await stage.person('Ayesha');
    profile = mkdtempSync(join(tmpdir(), 'beep-firefox-'));
    const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${value});\n`);
    writeFileSync(join(profile, 'user.js'), lines.join(''));
    firefox = await BidiPage.start('firefox-esr', [
      '--headless',
      '--no-remote',
      '--profile',
      profile,
      '--remote-debugging-port=0',
    ]);
  });
  after(async () => {
    await firefox?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  const see = (words: string) =>
    until(`Firefox shows “${words}”`, () => firefox.run(isShown, words), LINKED_WITHIN_MS);
  const press = (name: string) =>
    until(`“${name}” is pressed`, () => firefox.run(pressed, name), LINKED_WITHIN_MS);
  const write = (label: string, words: string) =>
    until(`“${label}” is filled`, () => firefox.run(filled, label, words), LINKED_WITHIN_MS);

  it('meet by a contact link', async () => {
    await firefox.goTo(stage.url);
    await write('Your name', 'Firoz');
    await press('Get started');
    await see('Chats');
    await firefox.goTo(await ayesha.myLink());
    await press('Add contact');
    await until('she knows him', () => ayesha.knows('Firoz'), LINKED_WITHIN_MS);
    await ayesha.open('Firoz');
    await ayesha.waitForStanding('linked', LINKED_WITHIN_MS);
  });

  it('write to each other, in English and Urdu, with what was delivered', async () => {
    await ayesha.say('Good morning, Firefox.');
    await see('Good morning, Firefox.');
    await write('Message', 'صبح بخیر، کرومیم');
    await press('Send');
    await ayesha.waitForMessage('صبح بخیر، کرومیم');
    await until('hers is read', async () =>
      (await ayesha.messages()).some(
        ({ text, state }) => text.startsWith('Good morning') && state === 'read',
      ),
    );
  });

  it('are linked again after a reload, and what was written meanwhile comes', async () => {
    await firefox.goTo('about:blank');
    await ayesha.waitForStanding('away', LINKED_WITHIN_MS);
    await ayesha.say('While you were away.');
    await firefox.goTo(stage.url);
    await see('While you were away.');
    assert.ok(await firefox.run(isShown, 'Ayesha'));
  });
});

// ——— These run in the page, and each has all it needs ———

function isShown(words: string): boolean {
  const reads = (root: Node): boolean =>
    [...root.childNodes].some(
      (node) =>
        (node.nodeType === Node.TEXT_NODE && (node.nodeValue ?? '').includes(words)) ||
        reads(node) ||
        (node instanceof Element && node.shadowRoot !== null && reads(node.shadowRoot)),
    );
  return reads(document);
}

function pressed(name: string): boolean {
  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const button = all(document).find(
    (one) =>
      one instanceof HTMLButtonElement &&
      !one.disabled &&
      one.offsetParent !== null &&
      (one.getAttribute('aria-label') ?? one.textContent ?? '').trim() === name,
  );
  (button as HTMLButtonElement | undefined)?.click();
  return button !== undefined;
}

function filled(label: string, words: string): boolean {
  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const field = all(document).find(
    (one) =>
      (one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement) &&
      one.offsetParent !== null &&
      (one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? '').trim().startsWith(label),
  ) as HTMLInputElement | undefined;
  if (!field) return false;
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  return true;
}

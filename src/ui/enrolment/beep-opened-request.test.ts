import { assert } from '@open-wc/testing';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { A_REQUEST, FakeOfficial } from '../../../test/support/fake-official.js';
import { all, field, named, one, says, settled, show } from '../../../test/support/screen.js';
import type { OpenedRequest } from '../../app/official-views.js';
import { ok } from '../../protocol/result.js';
import './beep-opened-request.js';

const OPENED: OpenedRequest = {
  ...A_REQUEST,
  name: 'Ayesha Siddiqui',
  title: 'Section Officer',
  department: '',
  isOwn: false,
};

async function aPage(opened: OpenedRequest | null) {
  const [beep, official, facts] = [new FakeBeep(), new FakeOfficial(), new FakeFacts()];
  if (opened) official.enrolment.opened = ok(opened);
  const element = await show('beep-opened-request', { beep, facts, link: A_REQUEST.link });
  return { element, facts, load: () => beep.official.update(() => official) };
}

describe('a request for a badge that was opened', () => {
  it('says whose it is and for whom, and what the registrar compares', async () => {
    const { element, load } = await aPage(OPENED);
    assert.include(says(element), 'Reading the request…');
    load();
    await settled(element);
    assert.match(says(element), /Ayesha Siddiqui\u2069 asks for a badge/u);
    assert.include(says(element), 'This is for the registrar of their office');
    assert.include(says(element), 'Nobody has checked it.');
    assert.include(says(element), A_REQUEST.person.slice(0, 40).match(/.{5}/gu)!.join(' '));
    const terms = [...element.renderRoot.querySelectorAll('dt')].map(says);
    assert.deepEqual(terms, ['Name', 'Title'], 'what was left empty is not shown');
  });

  it('is handed on as a file, and as a text', async () => {
    const { element, facts, load } = await aPage(OPENED);
    load();
    await settled(element);
    assert.equal(field(element, 'The request as a text').value, A_REQUEST.text);
    named(element, 'Save as file').click();
    named(element, 'Copy text').click();
    await settled(element);
    assert.deepEqual(facts.saved, [{ name: 'request.beep-request', bytes: A_REQUEST.bytes }]);
    assert.deepEqual(facts.copied, [A_REQUEST.text]);
    assert.include(says(element), 'Copied. Give it to the tool in place of the file.');
  });

  it('that is our own says to send it on', async () => {
    const { element, load } = await aPage({ ...OPENED, isOwn: true });
    load();
    await settled(element);
    assert.include(says(element), 'This is your own request');
    assert.notInclude(says(element), 'asks for a badge');
  });

  it('says so if it is not whole', async () => {
    const { element, load } = await aPage(null);
    load();
    await settled(element);
    assert.equal(one(element, '[role=alert]')?.dataset['kind'], 'request-damaged');
    assert.equal(all(element, 'beep-shown-code').length, 0);
  });
});

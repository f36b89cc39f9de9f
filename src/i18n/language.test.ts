import { assert } from '@open-wc/testing';
import {
  formatBytes,
  formatDay,
  formatListTime,
  formatNumber,
  formatTime,
  isSameDay,
  plural,
} from './formats.js';
import { isLanguage, language, switchLanguage } from './language.js';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();

describe('switchLanguage', () => {
  afterEach(() => switchLanguage('en'));

  it('turns the document round', async () => {
    await switchLanguage('ur');
    assert.deepEqual(
      [document.documentElement.lang, document.documentElement.dir, language()],
      ['ur', 'rtl', 'ur'],
    );
    await switchLanguage('en');
    assert.deepEqual(
      [document.documentElement.lang, document.documentElement.dir, language()],
      ['en', 'ltr', 'en'],
    );
  });

  it('knows its own languages from others', () => {
    assert.isTrue(isLanguage('ur'));
    for (const other of ['fr', '', null, 7, 'toString']) assert.isFalse(isLanguage(other), String(other));
  });
});

describe('formats', () => {
  afterEach(() => switchLanguage('en'));

  it('names days as people do', () => {
    const now = at(24, 9);
    assert.equal(formatDay(at(24, 0, 1), now), 'Today');
    assert.equal(formatDay(at(23, 23, 59), now), 'Yesterday');
    assert.equal(formatDay(at(20, 12), now), 'Friday');
    assert.equal(formatDay(at(1, 12), now), '1 November 2026');
    assert.equal(formatDay(at(26, 12), now), '26 November 2026', 'a clock may be ahead of ours');
  });

  it('is short in a list', () => {
    const now = at(24, 9);
    assert.equal(formatListTime(at(24, 8, 5), now), '08:05');
    assert.equal(formatListTime(at(23, 8, 5), now), 'Yesterday');
    assert.equal(formatListTime(at(1, 8, 5), now), '1 Nov 26');
  });

  it('speaks Urdu', async () => {
    await switchLanguage('ur');
    const now = at(24, 9);
    assert.equal(formatDay(at(24, 1), now), 'آج');
    assert.equal(formatDay(at(20, 12), now), 'جمعہ');
    assert.equal(formatTime(at(24, 14, 5)), '14:05');
    assert.equal(formatNumber(1234), '1,234');
  });

  it('survives any time that a message may carry', () => {
    for (const ms of [0, -1, 253_402_300_799_999]) {
      assert.isString(formatDay(ms, at(24, 9)));
      assert.isString(formatListTime(ms, at(24, 9)));
    }
  });

  it('tells days apart by the calendar, not by 24 hours', () => {
    assert.isFalse(isSameDay(at(23, 23, 59), at(24, 0, 1)));
    assert.isTrue(isSameDay(at(24, 0, 1), at(24, 23, 59)));
  });

  it('counts by the rules of the language', () => {
    const words = (count: number) =>
      plural(
        count,
        () => 'one',
        () => 'other',
      );
    assert.deepEqual([0, 1, 2].map(words), ['other', 'one', 'other']);
  });

  it('measures storage in units of a readable size', () => {
    assert.equal(formatBytes(2_400_000), '2.4 MB');
    assert.equal(formatBytes(8_000_000_000), '8 GB');
  });
});

describe('the Urdu words', () => {
  it('are there for every message, with the same gaps to fill', async () => {
    const text = await (await fetch(new URL('../../xliff/ur.xlf', import.meta.url))).text();
    const units = [...new DOMParser().parseFromString(text, 'text/xml').querySelectorAll('trans-unit')];
    assert.isAbove(units.length, 150);
    const gaps = (element: Element | null) =>
      [...(element?.querySelectorAll('x') ?? [])].map((x) => x.id).sort();
    for (const unit of units) {
      const [source, target] = [unit.querySelector('source'), unit.querySelector('target')];
      assert.match(target?.textContent ?? '', /\p{Script=Arabic}|^[،:]?\s*$/u, source?.textContent ?? '');
      assert.deepEqual(gaps(target), gaps(source), source?.textContent ?? '');
    }
  });
});

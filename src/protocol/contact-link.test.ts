import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { contactLink, parseContactLink } from './contact-link.js';
import { MAX_LINK_CHARS } from './limits.js';
import { ALICE, bytesOf, cardOf } from '../../test/vectors/cast.js';

const ORIGIN = 'https://beep.example.gov.pk';
const card = await cardOf(ALICE, { intro: bytesOf('intro', 16) });
const link = contactLink(ORIGIN, card);
const card64 = link.slice(link.lastIndexOf('/') + 1);

describe('a contact link', () => {
  it('is the origin, a route that no server sees, and the card', () => {
    assert.match(link, /^https:\/\/beep\.example\.gov\.pk\/#\/add\/[A-Za-z0-9_-]+$/);
    assert.equal(new URL(link).pathname, '/');
    assert.ok(link.length < 350, `${link.length} characters`);
  });

  for (const [what, text, origin] of [
    ['as it was made', link, ORIGIN],
    ['from an origin with a port', contactLink('http://localhost:8080', card), 'http://localhost:8080'],
    ['from an address', contactLink('https://10.1.2.3:8443', card), 'https://10.1.2.3:8443'],
    ['from an IPv6 address', contactLink('https://[fd00::1]:8443', card), 'https://[fd00::1]:8443'],
    [
      'from another origin',
      contactLink('https://beep.elsewhere.example', card),
      'https://beep.elsewhere.example',
    ],
    [
      'from a punycode host',
      contactLink('https://xn--bcher-kva.example', card),
      'https://xn--bcher-kva.example',
    ],
    ['with blanks around it', `  ${link}\n`, ORIGIN],
    ['broken over lines', link.replace(/(.{60})/g, '$1\r\n'), ORIGIN],
    ['with a soft break of a mail program', link.replace(/(.{70})/g, '$1 \n\t'), ORIGIN],
    ['with a no-break space behind it', `${link}\u00a0`, ORIGIN],
    ['with a full stop behind it', `${link}.`, ORIGIN],
    ['with an Urdu full stop behind it', `${link}۔`, ORIGIN],
    ['at the end of a quotation in brackets', `${link}”).`, ORIGIN],
    ['in angle brackets', `<${link}>`, ORIGIN],
    ['with the direction marks of an Urdu text', `\u2068\u200e${link}\u2069\u200f`, ORIGIN],
    ['with a direction mark in its middle', `${link.slice(0, -5)}\u202e${link.slice(-5)}`, ORIGIN],
    ['with a zero-width space in its middle', `${link.slice(0, -5)}\u200b${link.slice(-5)}`, ORIGIN],
    ['only the part from the #', `#/add/${card64}`, null],
    ['only the part after the #', `/add/${card64}`, null],
    ['at most as long as the cap', link + ' '.repeat(MAX_LINK_CHARS - link.length), ORIGIN],
  ] as const) {
    it(`is read ${what}`, () =>
      assert.deepEqual(parseContactLink(text), { ok: true, value: { card, origin } }));
  }

  for (const [what, text, error] of [
    ['nothing', '', 'link-not-beep'],
    ['blanks', ' \n ', 'link-not-beep'],
    ['a bare address', `${ORIGIN}/`, 'link-not-beep'],
    ['a link of WhatsApp', 'https://wa.me/923001234567', 'link-not-beep'],
    ['a link of Telegram', 'https://t.me/+AbCdEf', 'link-not-beep'],
    ['a link of Signal', 'https://signal.me/#eu/abc', 'link-not-beep'],
    ['a telephone number', '+92 300 1234567', 'link-not-beep'],
    ['a bare card', card64, 'link-not-beep'],
    ['another scheme', link.replace('https:', 'beep:'), 'link-not-beep'],
    ['a script', `javascript:alert(1)//${link}`, 'link-not-beep'],
    ['data', `data:text/html,${link}`, 'link-not-beep'],
    ['a file', `file:///#/add/${card64}`, 'link-not-beep'],
    ['a link in a sentence', `Add me: ${link}`, 'link-not-beep'],
    ['a link with a user in it', link.replace('https://', 'https://beep.gov.pk@'), 'link-not-beep'],
    ['a link with a user and password', link.replace('https://', 'https://a:b@'), 'link-not-beep'],
    ['a link with a path', link.replace('/#/', '/app/#/'), 'link-not-beep'],
    ['a link with a query', link.replace('/#/', '/?x#/'), 'link-not-beep'],
    ['a link with two hosts', link.replace('https://', 'https://evil.example#'), 'link-not-beep'],
    ['a link with a backslash for a slash', link.replace('/#/', '\\#/'), 'link-not-beep'],
    [
      'a link with a backslash in its host',
      link.replace('https://', 'https://evil.example\\.'),
      'link-not-beep',
    ],
    ['a link whose host has letters that look alike', link.replace('beep', 'bееp'), 'link-not-beep'],
    ['a link with a percent sign in its host', link.replace('beep', 'b%65ep'), 'link-not-beep'],
    ['a link with a port of six digits', link.replace('.pk', '.pk:123456'), 'link-not-beep'],
    ['a link with no host', `https:///#/add/${card64}`, 'link-not-beep'],
    ['another route', link.replace('/add/', '/chat/'), 'link-not-beep'],
    ['a percent-encoded route', link.replace('#/add/', '%23%2Fadd%2F'), 'link-not-beep'],
    ['more characters than the cap', link + ' '.repeat(MAX_LINK_CHARS + 1 - link.length), 'link-not-beep'],
    ['no card', `${ORIGIN}/#/add/`, 'link-damaged'],
    ['half a card', link.slice(0, -20), 'link-damaged'],
    ['a card without its last character', link.slice(0, -1), 'link-damaged'],
    ['a card with a character more', `${link}A`, 'link-damaged'],
    ['a card with padding', `${link}=`, 'link-damaged'],
    ['a card with something behind it', `${link}/x?y#z`, 'link-damaged'],
    ['a card in percent-encoding', `${ORIGIN}/#/add/%41${card64}`, 'link-damaged'],
    ['a card in the other base64', link.replace(/[A-Za-z0-9]{3}$/, '+/+'), 'link-damaged'],
    ['a card of letters that look alike', link.replace(/.$/, 'а'), 'link-damaged'],
    ['two links', `${link}${link}`, 'link-damaged'],
  ] as const) {
    it(`is not ${what}`, () => assert.deepEqual(parseContactLink(text), { ok: false, error }));
  }

  it('with any one character of its card changed is damaged', () => {
    const start = link.length - card64.length;
    for (let index = start; index < link.length; index++) {
      const other = link[index] === 'A' ? 'B' : 'A';
      const text = link.slice(0, index) + other + link.slice(index + 1);
      assert.deepEqual(parseContactLink(text), { ok: false, error: 'link-damaged' }, `character ${index}`);
    }
  });

  it('is never read in more than a moment, whatever is pasted', () => {
    const unit = fc.constantFrom(
      'https://',
      '/',
      '#',
      '/add/',
      '@',
      'a',
      '\u202e',
      ' ',
      '%2F',
      'A-_',
      '[',
      ':',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 1500 }), (text) => {
        assert.equal(parseContactLink(text).ok, false);
      }),
      { numRuns: 2000 },
    );
    const before = process.cpuUsage(); // not the clock: the machine may be busy
    parseContactLink('/'.repeat(MAX_LINK_CHARS));
    parseContactLink(`https://${'a'.repeat(MAX_LINK_CHARS - 8)}`);
    parseContactLink(`${ORIGIN}/#/add/${'A'.repeat(MAX_LINK_CHARS - 40)}!`);
    assert.ok(process.cpuUsage(before).user < 300_000);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OwnOrigins } from './own-origins.js';

const lan = new OwnOrigins('https', [
  new URL('https://beep.example.gov'),
  new URL('http://plain.example.gov'),
]);
lan.update(['localhost', '192.168.1.5', 'fd00::5'], 8443);

describe('own origins', () => {
  for (const [host, origin] of [
    ['localhost:8443', 'https://localhost:8443'],
    ['LOCALHOST:8443', 'https://localhost:8443'],
    ['192.168.1.5:8443', 'https://192.168.1.5:8443'],
    ['[fd00::5]:8443', 'https://[fd00::5]:8443'],
    ['[fd00:0:0::5]:8443', 'https://[fd00::5]:8443'],
    ['beep.example.gov', 'https://beep.example.gov'],
    ['beep.example.gov:443', 'https://beep.example.gov'],
    ['plain.example.gov', 'http://plain.example.gov'],
    ['plain.example.gov:80', 'http://plain.example.gov'],
    ['plain.example.gov:443', null],
    ['localhost', null],
    ['localhost:8444', null],
    ['evil.example', null],
    ['evil.example:8443', null],
    ['localhost:8443.evil.example', null],
    ['user@localhost:8443', null],
    ['localhost:8443/x', null],
    ['localhost:8443?x', null],
    ['localhost:8443, evil.example', null],
    ['', null],
    ['x'.repeat(10_000), null],
    [undefined, null],
  ] as const) {
    it(`read the Host ${String(host).slice(0, 40)} as ${origin ?? 'none of ours'}`, () => {
      assert.equal(lan.byHost(host)?.origin ?? null, origin);
    });
  }

  for (const [origin, isOurs] of [
    ['https://localhost:8443', true],
    ['https://beep.example.gov', true],
    ['http://localhost:8443', false],
    ['https://localhost:8443/', false],
    ['https://localhost', false],
    ['https://evil.example', false],
    ['null', false],
    ['', false],
  ] as const) {
    it(`${isOurs ? 'hold' : 'do not hold'} ${origin || 'an empty Origin'}`, () => {
      assert.equal(lan.holds(origin), isOurs);
    });
  }

  it('follow the names of the machine', () => {
    const moving = new OwnOrigins('http', []);
    moving.update(['10.0.0.1'], 80);
    assert.equal(moving.byHost('10.0.0.1')?.origin, 'http://10.0.0.1');
    moving.update(['10.0.0.2'], 80);
    assert.equal(moving.byHost('10.0.0.1'), null);
    assert.equal(moving.byHost('10.0.0.2')?.origin, 'http://10.0.0.2');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ipBytes, ipText } from './ip-address.js';

const hex = (text: string) => {
  const bytes = ipBytes(text);
  return bytes && Buffer.from(bytes).toString('hex');
};

describe('an IP address', () => {
  it('is four bytes or sixteen', () => {
    assert.equal(hex('10.0.255.1'), '0a00ff01');
    assert.equal(hex('fd00::1'), 'fd000000000000000000000000000001');
    assert.equal(hex('::'), '00'.repeat(16));
    assert.equal(hex('1:2:3:4:5:6:7:8'), '00010002000300040005000600070008');
    assert.equal(hex('1::'), `0001${'00'.repeat(14)}`);
  });

  it('is nothing where it is not one', () => {
    for (const text of [
      '',
      '1.2.3',
      '1.2.3.4.5',
      '256.1.1.1',
      '01.2.3.4',
      '1.2.3.4 ',
      ':',
      ':::',
      '1:2',
      '1::2::3',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8:9',
      '1::2:3:4:5:6:7:8',
      '::12345',
      '::g',
      'fe80::1%eth0',
      '::ffff:10.0.0.1',
    ])
      assert.equal(ipBytes(text), null, text);
  });

  it('comes back as the same bytes from its text', () => {
    for (const text of ['10.0.255.1', 'fd00:1:2::ff:1', '::'])
      assert.deepEqual(ipBytes(ipText(ipBytes(text)!)), ipBytes(text));
  });
});

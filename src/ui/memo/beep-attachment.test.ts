import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { one, says, show } from '../../../test/support/screen.js';
import './beep-attachment.js';

const SHA256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'; // of "abc"
const A_FILE = { name: 'annex \u202efdp.pdf', size: 3, sha256: SHA256 };

async function compare(file: File): Promise<string> {
  const shown = await show('beep-attachment', A_FILE);
  const field = one(shown, 'input') as HTMLInputElement;
  Object.defineProperty(field, 'files', { value: [file] });
  field.dispatchEvent(new Event('change'));
  const said = () => says(one(shown, '[role=status]'));
  await until('a verdict', () => said() !== '' && said() !== 'Reading the file…');
  return said();
}

describe('a file that a memo names', () => {
  it('shows its name apart from what is around it, its size, and its hash', async () => {
    const shown = await show('beep-attachment', A_FILE);
    assert.equal(one(shown, 'bdi')?.textContent, A_FILE.name);
    assert.include(says(one(shown, '.facts')), '3 byte');
    assert.equal(one(shown, 'code.screen')?.title, SHA256);
    assert.equal(says(one(shown, 'code.paper')), SHA256);
  });

  it('is told from every other file, by what is in it and not by its name', async () => {
    assert.include(await compare(new File(['abc'], 'renamed.bin')), 'not a byte of it differs');
    assert.include(await compare(new File(['abd'], A_FILE.name)), 'another file');
    assert.include(await compare(new File(['abc '], A_FILE.name)), 'another file');
    const gone = new File(['abc'], 'gone');
    gone.stream = () => {
      throw new DOMException('gone', 'NotReadableError');
    };
    assert.include(await compare(gone), 'could not be read');
  });

  it('has no buttons where it is edited', async () => {
    const shown = await show('beep-attachment', { ...A_FILE, terse: true });
    assert.isTrue(one(shown, 'button') === null);
    assert.include(says(shown), 'annex');
  });
});

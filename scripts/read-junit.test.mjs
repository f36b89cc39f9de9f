import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readJunit } from './read-junit.mjs';

describe('readJunit', () => {
  let folder;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'beep-junit-'))));
  after(() => rmSync(folder, { recursive: true }));

  /** The report that node itself writes for these test files. */
  function reportOf(files) {
    const report = join(folder, 'report.xml');
    const paths = Object.entries(files).map(([name, source]) => {
      writeFileSync(join(folder, name), source);
      return join(folder, name);
    });
    const { NODE_TEST_CONTEXT: _, ...env } = process.env; // or the inner runner reports to ours
    const reporting = ['--test-reporter=junit', `--test-reporter-destination=${report}`];
    spawnSync(process.execPath, ['--test', ...reporting, ...paths], { env });
    return readJunit(report);
  }

  it('counts what passed, failed and was skipped, whatever the names look like', () => {
    const source = `
      import { test, describe, it } from 'node:test';
      describe('s', () => {
        it('holds <testcase name="x"/> & "quotes"', () => {});
        it('fails', () => { throw new Error('<testcase><failure/></testcase> ]]>'); });
        it.skip('left out', () => {});
        it('has no tool', { skip: 'needs <failure/>' }, () => {});
      });
      test('parent', (t) => t.test('child', () => {}));
    `;
    assert.deepEqual(reportOf({ 'a.test.mjs': source }), { passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that does not load as failed', () => {
    assert.deepEqual(reportOf({ 'b.test.mjs': `throw new Error('no');` }), {
      passed: 0,
      failed: 1,
      skipped: 0,
    });
  });

  it('counts a test that never ends as failed', () => {
    const source = `import { test } from 'node:test'; test('hangs', () => new Promise(() => {}));`;
    assert.deepEqual(reportOf({ 'c.test.mjs': source }), { passed: 0, failed: 1, skipped: 0 });
  });

  it('reads the reports of the browser suite, where messages stand in CDATA', () => {
    const report = join(folder, 'browser.xml');
    writeFileSync(
      report,
      `<testsuites><testsuite name="s"><properties><property name="p" value="v"/></properties>
        <testcase name="a" time="0"/>
        <testcase name="b"><failure message="&lt;no&gt;"><![CDATA[<testcase name="x"><skipped/></testcase>]]></failure></testcase>
        <testcase name="c"><skipped/></testcase>
      </testsuite></testsuites>`,
    );
    assert.deepEqual(readJunit(report), { passed: 1, failed: 1, skipped: 1 });
  });

  it('finds nothing in a report that was never written', () => {
    assert.deepEqual(readJunit(join(folder, 'absent.xml')), { passed: 0, failed: 0, skipped: 0 });
  });
});

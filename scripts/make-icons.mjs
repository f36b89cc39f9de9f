#!/usr/bin/env node
/**
 * Draws the PNG icons of public/icons/ from beep.svg. Run by hand when the mark changes; the results are committed, so
 * that a build needs no browser.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from './find-browser.mjs';

const FOLDER = new URL('../public/icons/', import.meta.url);
/** `bleed`: the platform cuts its own shape out of the picture, so the ground goes to the edge. */
const PICTURES = [
  { file: 'beep-192.png', size: 192, bleed: false },
  { file: 'beep-512.png', size: 512, bleed: false },
  { file: 'beep-maskable-512.png', size: 512, bleed: true },
  { file: 'beep-180.png', size: 180, bleed: true },
];

const mark = readFileSync(new URL('beep.svg', FOLDER), 'utf8');
const browser = await chromium.launch({
  executablePath: (await findBrowser()).path,
  args: [...BROWSER_FLAGS],
});
try {
  for (const { file, size, bleed } of PICTURES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = bleed ? mark.replace(/ rx="\d+"/, '') : mark;
    await page.setContent(
      `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    writeFileSync(new URL(file, FOLDER), await page.screenshot({ omitBackground: true }));
    await page.close();
    console.log(`public/icons/${file}`);
  }
} finally {
  await browser.close();
}

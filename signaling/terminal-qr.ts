import { generate } from 'lean-qr';

/** Light modules the standard wants around a code (ISO/IEC 18004 section 6.3.8); two suffice for every phone. */
const QUIET = 2;

/** A QR code for a terminal: two modules per character, drawn light on dark or dark on light as the terminal is. */
export function terminalQr(text: string): string {
  const code = generate(text);
  const lines: string[] = [];
  for (let y = -QUIET; y < code.size + QUIET; y += 2) {
    let line = '';
    for (let x = -QUIET; x < code.size + QUIET; x++)
      line += HALVES[Number(code.get(x, y)) * 2 + Number(code.get(x, y + 1))];
    // White on black by escape code: a code drawn in a dark theme's own colours is inverted, and few phones read that.
    lines.push(`\u001b[97;40m${line}\u001b[0m`);
  }
  return lines.join('\n');
}

/** By upper and lower module, dark being the background: light-light, light-dark, dark-light, dark-dark. */
const HALVES = ['█', '▀', '▄', ' '];

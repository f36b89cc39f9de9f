import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hashedName } from './content-hash.mjs';

const require = createRequire(import.meta.url);

// On each symbol, because a symbol inherits from the place where it is used and not from its own document.
const LOOK =
  'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';

/** One SVG that holds every picture of scripts/icons.json (Lucide) as a symbol of that name. */
export function buildIconSprite() {
  const names = JSON.parse(readFileSync(new URL('../icons.json', import.meta.url), 'utf8'));
  const symbols = names.map((name) => {
    const svg = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8');
    const [, shapes] = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg);
    return `<symbol id="${name}" viewBox="0 0 24 24" ${LOOK}>${shapes.replace(/\s*\n\s*/g, '').replaceAll(' />', '/>')}</symbol>`;
  });
  const source = `<!-- Lucide, ISC licence, https://lucide.dev/license -->
<svg xmlns="http://www.w3.org/2000/svg">
${symbols.join('\n')}
</svg>
`;
  return { fileName: hashedName('icons', 'svg', source), source };
}

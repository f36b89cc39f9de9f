import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hashedName } from './content-hash.mjs';

const require = createRequire(import.meta.url);

/** The faces we ship, by the name that public/app.css calls them. */
const FONTS = {
  'noto-naskh-arabic-400': '@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-400-normal.woff2',
  'noto-naskh-arabic-700': '@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-700-normal.woff2',
  'noto-nastaliq-urdu-arabic':
    '@fontsource-variable/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-wght-normal.woff2',
};

/** Fonts by name, each with its bytes and the name of its file. */
export function readFonts() {
  return new Map(
    Object.entries(FONTS).map(([name, path]) => {
      const source = readFileSync(require.resolve(path));
      return [name, { source, fileName: hashedName(name, 'woff2', source) }];
    }),
  );
}

/** The code points that the Arabic files hold, for `unicode-range`: everything else stays with the system's faces. */
export const ARABIC_RANGE = JSON.parse(
  readFileSync(require.resolve('@fontsource/noto-naskh-arabic/unicode.json'), 'utf8'),
).arabic;

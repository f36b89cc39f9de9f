import { generate } from 'lean-qr';

export interface Invited {
  readonly cells: Readonly<Record<string, string>>;
  readonly link: string;
}

/** A page to print: one slip for each person, in both languages, with what to do. Needs nothing from anywhere. */
export const invitationSheet = (office: string, invited: readonly Invited[]): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(office)}</title>
<style>
body { font: 11pt sans-serif; margin: 1cm; }
section { border: 1px solid; padding: 5mm; margin-bottom: 5mm; break-inside: avoid; display: flex; gap: 5mm; }
svg { width: 40mm; height: 40mm; flex: none; }
code { font-size: 8pt; overflow-wrap: anywhere; direction: ltr; unicode-bidi: isolate; }
p { margin: 0 0 2mm; }
</style>
${invited.map((one) => slip(office, one)).join('\n')}
</html>
`;

const slip = (office: string, { cells, link }: Invited): string => `<section>
${qr(link)}
<div>
<p><b><bdi>${escaped(cells['name'] ?? '')}</bdi></b>, ${escaped(cells['title'] ?? '')}, ${escaped(cells['department'] ?? '')}</p>
<p>Scan this with your phone, or open the address in Chrome or Edge. Give your name. Show the code that appears to your registrar, or save it as a file and send it: your badge of ${escaped(office)} comes back the same way.</p>
<p lang="ur" dir="rtl">اسے اپنے فون سے اسکین کریں، یا یہ پتا کروم یا ایج میں کھولیں۔ اپنا نام لکھیں۔ جو کوڈ ظاہر ہو اسے رجسٹرار کو دکھائیں، یا فائل کے طور پر محفوظ کر کے بھیجیں: آپ کا بیج اسی راستے سے واپس آئے گا۔</p>
<code>${escaped(link)}</code>
</div>
</section>`;

/** A QR code as a picture of squares. */
function qr(text: string): string {
  const code = generate(text);
  let path = '';
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  const size = code.size + 8;
  return `<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR"><path d="${path}"/></svg>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/gu, (mark) => ESCAPES[mark]!);

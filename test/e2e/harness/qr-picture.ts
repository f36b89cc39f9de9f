import type { BrowserContext } from 'playwright-core';
import decodeQr from 'qr/decode.js';

/** Reads the QR code in a PNG. A blank page of `context` unpacks the picture; the code is read here, not by the app. */
export async function decodeQrPicture(context: BrowserContext, png: Buffer): Promise<string> {
  const page = await context.newPage();
  try {
    const { width, height, pixels } = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      canvas.drawImage(bitmap, 0, 0);
      const { data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
      return { width: bitmap.width, height: bitmap.height, pixels: [...data] };
    }, png.toString('base64'));
    return decodeQr({ width, height, data: Uint8ClampedArray.from(pixels) });
  } finally {
    await page.close();
  }
}

/** What is seen in the picture that a video shows now; null if it holds no QR code. */
export type QrReader = (video: HTMLVideoElement) => Promise<string | null>;

/** Shape Detection API: missing from TypeScript's library, and from most desktop browsers. */
interface BarcodeDetector {
  detect(image: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface BarcodeDetectorClass {
  new (options: { readonly formats: readonly string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The browser's own reader where it has one, else one in script, which is loaded now. */
export async function createReader(): Promise<QrReader> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: BarcodeDetectorClass };
  if (BarcodeDetector && (await BarcodeDetector.getSupportedFormats()).includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  return createScriptReader();
}

/** Longest side of the picture that is searched, in pixels: more costs time and finds nothing more. */
const MAX_SIDE = 800;

/** Reads with the `qr` package. */
export async function createScriptReader(): Promise<QrReader> {
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (video) => {
    const scale = Math.min(1, MAX_SIDE / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (!context || !width || !height) return Promise.resolve(null);
    canvas.width = width;
    canvas.height = height;
    context.drawImage(video, 0, 0, width, height);
    try {
      return Promise.resolve(decodeQR(context.getImageData(0, 0, width, height)));
    } catch {
      return Promise.resolve(null); // the package throws for every picture without a code
    }
  };
}

import { rearCameraStream } from './camera.js';
import { createReader } from './qr-reader.js';

/** As `ui/app/platform-facts.ts` explains them. */
export type ScanOutcome =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'no-camera' }
  | { readonly kind: 'stopped' };

/** Pause between two looks at the picture, in milliseconds: quick for a person, easy on a phone. */
const LOOK_MS = 120;

/** Whether a camera can be asked for at all. */
export const canScan = (): boolean => typeof navigator.mediaDevices?.getUserMedia === 'function';

/**
 * Shows the camera in `video` and resolves with the first QR code in sight. The camera is off when it resolves.
 * Never rejects.
 */
export async function scanQr(video: HTMLVideoElement, signal: AbortSignal): Promise<ScanOutcome> {
  if (signal.aborted) return { kind: 'stopped' };
  const stream = await rearCameraStream();
  if (!stream) return { kind: signal.aborted ? 'stopped' : 'no-camera' };
  try {
    if (signal.aborted) return { kind: 'stopped' }; // while the person was being asked
    // The camera may be unplugged or taken away at any time.
    const lost = stream.getVideoTracks().map((track) => once(track, 'ended'));
    return await Promise.race([
      once(signal, 'abort').then(() => ({ kind: 'stopped' }) as const),
      ...lost.map((end) => end.then(() => ({ kind: 'no-camera' }) as const)),
      look(video, stream, signal),
    ]);
  } catch {
    return { kind: 'no-camera' }; // the picture could not be shown or read
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function look(video: HTMLVideoElement, stream: MediaStream, signal: AbortSignal): Promise<ScanOutcome> {
  const read = await createReader();
  video.muted = true;
  video.playsInline = true; // iOS would open a player over the page
  video.srcObject = stream;
  await video.play();
  while (!signal.aborted && stream.active) {
    const text = await read(video);
    if (text) return { kind: 'text', text };
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return { kind: 'stopped' };
}

const once = (target: EventTarget, event: string): Promise<unknown> =>
  new Promise((resolve) => target.addEventListener(event, resolve, { once: true }));

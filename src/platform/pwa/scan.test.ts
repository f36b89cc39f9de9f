import { assert } from '@open-wc/testing';
import encodeQR from 'qr';
import { createScriptReader } from './qr-reader.js';
import { canScan, scanQr } from './scan.js';

const LINK = `https://beep.example.gov/#/add/${'Ab3_-'.repeat(90)}`;

/** A camera that looks at `text` as a QR code, or at a blank wall. */
function cameraAt(text: string | null): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const context = canvas.getContext('2d')!;
  const draw = (): void => {
    context.fillStyle = '#dddddd';
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (text === null) return;
    const code = encodeQR(text, 'raw', { border: 4 });
    const side = Math.floor(640 / code.length);
    context.fillStyle = '#222222';
    code.forEach((row, y) =>
      row.forEach((dark, x) => {
        if (dark) context.fillRect(300 + x * side, 30 + y * side, side, side);
      }),
    );
  };
  const stream = canvas.captureStream(10);
  const timer = setInterval(draw, 100); // a canvas gives frames only while it is drawn on
  stream.getVideoTracks()[0]!.addEventListener('ended', () => clearInterval(timer));
  draw();
  return stream;
}

/** Runs `story` with a camera that is `open`ed instead of the machine's own. */
async function withCamera(open: () => Promise<MediaStream>, story: () => Promise<void>): Promise<void> {
  navigator.mediaDevices.getUserMedia = open;
  try {
    await story();
  } finally {
    delete (navigator.mediaDevices as { getUserMedia?: unknown }).getUserMedia;
  }
}

describe('scanQr', () => {
  let video: HTMLVideoElement;
  beforeEach(() => {
    video = document.createElement('video');
    document.body.append(video);
  });
  afterEach(() => video.remove());

  it('reads a contact link off the camera and puts the camera away', async () => {
    const stream = cameraAt(LINK);
    await withCamera(
      () => Promise.resolve(stream),
      async () => {
        const outcome = await scanQr(video, new AbortController().signal);
        assert.deepEqual(outcome, { kind: 'text', text: LINK });
        assert.isFalse(stream.active);
        assert.isNull(video.srcObject);
      },
    );
  });

  it('reads it in script too, where the browser has no reader of its own', async () => {
    const read = await createScriptReader();
    video.muted = true;
    video.srcObject = cameraAt(LINK);
    await video.play();
    let text: string | null = null;
    for (let look = 0; look < 100 && text === null; look++) {
      text = await read(video);
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    }
    assert.equal(text, LINK);
  });

  it('shows what the camera sees, and stops when it is told to', async () => {
    const stream = cameraAt(null);
    await withCamera(
      () => Promise.resolve(stream),
      async () => {
        const stop = new AbortController();
        const scanning = scanQr(video, stop.signal);
        await new Promise((resolve) => video.addEventListener('playing', resolve));
        assert.equal(video.srcObject, stream);
        stop.abort();
        assert.deepEqual(await scanning, { kind: 'stopped' });
        assert.isFalse(stream.active);
        assert.deepEqual(await scanQr(video, stop.signal), { kind: 'stopped' }, 'and does not even begin');
      },
    );
  });

  it('puts the camera away that was granted after the person had left', async () => {
    const stream = cameraAt(LINK);
    const stop = new AbortController();
    const grantLate = () => {
      stop.abort();
      return Promise.resolve(stream);
    };
    await withCamera(grantLate, async () => {
      assert.deepEqual(await scanQr(video, stop.signal), { kind: 'stopped' });
      assert.isFalse(stream.active);
    });
  });

  it('says that there is no camera when the person says no, and when it is unplugged', async () => {
    const refused = () => Promise.reject<MediaStream>(new DOMException('no', 'NotAllowedError'));
    await withCamera(refused, async () => {
      assert.deepEqual(await scanQr(video, new AbortController().signal), { kind: 'no-camera' });
    });
    const stream = cameraAt(null);
    await withCamera(
      () => Promise.resolve(stream),
      async () => {
        const scanning = scanQr(video, new AbortController().signal);
        await new Promise((resolve) => video.addEventListener('playing', resolve));
        const track = stream.getVideoTracks()[0]!;
        track.stop();
        track.dispatchEvent(new Event('ended')); // `stop` alone is silent; unplugging is not
        assert.deepEqual(await scanning, { kind: 'no-camera' });
      },
    );
  });

  it('knows that this browser could have a camera', () => assert.isTrue(canScan()));
});

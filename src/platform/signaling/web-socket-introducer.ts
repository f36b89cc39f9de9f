import type { Introducer, IntroducerConnection, IntroducerEvents } from '../../app/ports.js';
import { CLOSE_CODES } from '../../protocol/close-codes.js';
import { MAX_INTRODUCER_FRAME_CHARS } from '../../protocol/limits.js';

/** Bytes that may wait for a slow introducer before the connection counts as dead. */
const MAX_QUEUED_BYTES = 1024 * 1024;

/** Where the introducer of this page listens. */
export const introducerUrl = ({ protocol, host }: { protocol: string; host: string }): string =>
  `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/signal`;

/** The `Introducer` port over a WebSocket of text frames. */
export function createIntroducer(
  url: string,
  openSocket = (address: string) => new WebSocket(address),
): Introducer {
  return {
    connect: (events) =>
      connect(
        tryTo(() => openSocket(url)),
        events,
      ),
  };
}

function connect(socket: WebSocket | null, events: IntroducerEvents): IntroducerConnection {
  let over = false;

  function end(why?: 'nonsense' | 'refused'): void {
    if (over) return;
    over = true;
    socket?.close();
    // Not before the caller has the connection in hand, and not when a dead network at last lets the socket close.
    queueMicrotask(() => events.onClose(why));
  }

  if (!socket) end();
  socket?.addEventListener('open', () => {
    if (!over) events.onOpen();
  });
  socket?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (over) return;
    if (typeof data !== 'string' || data.length > MAX_INTRODUCER_FRAME_CHARS) return end('nonsense');
    events.onFrame(data);
  });
  socket?.addEventListener('close', ({ code }) =>
    end(code === CLOSE_CODES.notAdmitted ? 'refused' : undefined),
  );

  return {
    send(frame) {
      if (over || socket?.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MAX_QUEUED_BYTES) return end();
      socket.send(frame);
    },
    close: () => end(),
  };
}

/** Null where the address or the security policy forbids it. */
function tryTo(open: () => WebSocket): WebSocket | null {
  try {
    return open();
  } catch {
    return null;
  }
}

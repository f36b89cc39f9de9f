/** What a page did since it was opened. Installed before any script of the page. */
const tasks: { readonly startMs: number; readonly ms: number }[] = [];
const connections = new Set<RTCPeerConnection>();

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) tasks.push({ startMs: startTime, ms: duration });
}).observe({ type: 'longtask', buffered: true });

window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
  construct(target, args, self) {
    const connection = Reflect.construct(target, args, self) as RTCPeerConnection;
    connections.add(connection);
    return connection;
  },
});

/** The longest task of the main thread that ended after `sinceMs`, in ms; 0 if none took 50 ms. */
export const longestTaskMs = (sinceMs: number): number =>
  Math.max(0, ...tasks.filter(({ startMs, ms }) => startMs + ms > sinceMs).map(({ ms }) => ms));

let mostHeapBytes = 0;

/** Looks at the heap from now on, ten times a second. */
export function watchHeap(): void {
  const look = (): void => {
    const { memory } = performance as Performance & { readonly memory?: { readonly usedJSHeapSize: number } };
    mostHeapBytes = Math.max(mostHeapBytes, memory?.usedJSHeapSize ?? NaN);
  };
  look();
  setInterval(look, 100);
}

/** The largest heap that was seen since `watchHeap`, in bytes, with whatever waited to be collected. */
export const largestHeapBytes = (): number => mostHeapBytes;

/** Bytes of messages that all data channels of this page have received. */
export async function channelBytesReceived(): Promise<number> {
  let bytes = 0;
  for (const connection of connections) {
    for (const report of (await connection.getStats()).values() as Iterable<RTCDataChannelStats>) {
      if (report.type === 'data-channel') bytes += report.bytesReceived ?? 0;
    }
  }
  return bytes;
}

interface RTCDataChannelStats extends RTCStats {
  readonly bytesReceived?: number;
}

import type { Page } from 'playwright-core';

interface Cuttable {
  beepCut?: (isCut: boolean) => void;
}

/**
 * For `initScript`: links of the page can be cut, as by a firewall that lets nothing through but the way to the
 * introducer. A link that is cut ends; one that is tried meanwhile finds no way.
 */
export function installCut(): void {
  const peers = new Set<RTCPeerConnection>();
  let isCut = false;
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, [configuration, ...rest]: [RTCConfiguration | undefined, ...unknown[]], self) {
      // Relayed, and no relay to do it: there is no candidate.
      const noWay: RTCConfiguration = { ...configuration, iceServers: [], iceTransportPolicy: 'relay' };
      const peer = Reflect.construct(
        target,
        [isCut ? noWay : configuration, ...rest],
        self,
      ) as RTCPeerConnection;
      peers.add(peer);
      return peer;
    },
  });
  (globalThis as Cuttable).beepCut = (cut) => {
    isCut = cut;
    if (cut) for (const peer of peers) peer.close();
    peers.clear();
  };
}

/** Cuts every link of a page that has `installCut`, or lets links be made again. */
export const setCut = (page: Page, isCut: boolean): Promise<void> =>
  page.evaluate((cut) => (globalThis as Cuttable).beepCut!(cut), isCut);

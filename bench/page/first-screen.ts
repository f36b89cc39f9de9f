import { deepQueryAll, listedConversations } from './app.js';

/** What a cold or warm start of a page took. */
export interface FirstScreen {
  /** From the start of the navigation until the frame with the first control was painted, in ms. */
  readonly ms: number;
  /** Requests until then, the page itself included. */
  readonly requests: number;
  /** Bytes of bodies over the wire until then, compressed. */
  readonly bytes: number;
}

/** Resolves once there is something to do on the screen. Install before the page's scripts run. */
function whenOnScreen(): Promise<FirstScreen> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isThere()) return void requestAnimationFrame(look);
      const { port1, port2 } = new MessageChannel(); // after the frame that shows it
      port1.onmessage = () => {
        const ms = performance.now();
        const entries = [
          ...performance.getEntriesByType('navigation'),
          ...performance.getEntriesByType('resource'),
        ] as PerformanceResourceTiming[];
        const bytes = entries.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
        resolve({ ms, requests: entries.length, bytes });
      };
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
}

/** The first text box, or for somebody who is known here already, the list of conversations. */
const isThere = (): boolean => deepQueryAll('input').length > 0 || listedConversations().length > 0;

const first = whenOnScreen();
export const firstScreen = (): Promise<FirstScreen> => first;

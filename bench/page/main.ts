/** Everything that benches run inside a page. Bundled and installed in it as `bench`, before the page's own scripts. */
import * as disk from './disk.js';
import * as firstScreen from './first-screen.js';
import * as history from './history.js';
import * as messages from './messages.js';
import * as rawLink from './raw-link.js';
import * as receive from './receive.js';
import * as watch from './watch.js';

const api = { ...disk, ...firstScreen, ...history, ...messages, ...rawLink, ...receive, ...watch };

declare global {
  var bench: typeof api;
}
globalThis.bench = api;

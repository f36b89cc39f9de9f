/** What packages of the page name of hosts that are not ours, mostly in words for developers: the file, and what to leave out. */
const NAMED = [
  ['/yjs/dist/yjs.mjs', ' - https://github.com/yjs/yjs/issues/438'],
  ['/prosemirror-model/dist/index.js', ' (see https://prosemirror.net/docs/guide/#generatable)'],
  // Not words: the server that it would go to by itself, if nobody said otherwise.
  ['/y-webrtc/src/y-webrtc.js', "'wss://y-webrtc-eu.fly.dev'"],
];

/** Rollup plugin: what we hand out names no host but our own. Stops the build if a package has changed its words. */
export const noForeignHosts = {
  name: 'no-foreign-hosts',
  transform(code, id) {
    const named = NAMED.find(([file]) => id.endsWith(file));
    if (!named) return null;
    const parts = code.split(named[1]);
    if (parts.length !== 2) this.error(`${named[0]} names its host in other words than before`);
    return { code: parts.join(''), map: null };
  },
};

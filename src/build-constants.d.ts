/** Names the build: version and a hash of its content, e.g. `0.1.0+3f2a91c0`. Put in by the build. */
declare const __BUILD__: string;

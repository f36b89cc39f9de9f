export declare function findPrivateNetwork(): {
  wrap(command: readonly string[]): string[];
  words: string;
};
export declare function withSbin(): NodeJS.ProcessEnv;
